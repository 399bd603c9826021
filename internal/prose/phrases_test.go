package prose_test

// phrase is a phrase that this project does not use.
type phrase struct {
	forms   string // in lower case, separated by "|"; a blank matches any white space
	instead string
	unless  string // words near the phrase, or in the name of the file, that make it legitimate, separated by "|"
}

var phrases = []phrase{
	// Requests and responses
	{"answer|answers|answered|answering", "response, respond", "internal/calls/"}, // of telephones,
	{"what comes back|that comes back|which comes back|what came back", "response", ""},
	{"whole response|whole body", "complete response, body", ""},
	{"carry out|carries out|carried out|carrying out|carry it out|carries it out", "apply, execute", ""},
	{"done after all|all the same", "may have been applied, nevertheless", ""},
	{"in doubt", "if it is not known", ""},
	{"never left|nothing has left|nothing had left", "was never sent", ""},
	{"what acts|that acts|what only reads|an act", "non-idempotent, safe, a write", ""},
	{"is no success|is no refusal|is no object|is no array|is no number|is no id|is no page", "is not a", ""},
	{"does not like|doesn't like|do not like|don't like", "refuses", ""},
	{"same guards", "same safety checks", ""},
	{"cancelled|cancelling", "canceled, canceling, as in package context", ""},

	// Lists
	{"walk|walks|walked|walking|walker", "iterate, iteration", "filepath.walk"},
	{"row|rows", "item", "in a row|table|database|sql|csv|xlsx|spreadsheet|column|export"},
	{"lead on|leads on|leading on|led on", "make progress", ""},
	{"go ahead|goes ahead|going ahead|went ahead", "prefetch", ""},
	{"taken up|take up again|takes up again|took up again|take it up again", "resume", ""},
	{"flight|flights|landed", "fetch, done", "in flight"},
	{"patience|suspicion", "name the limit, the check", ""},

	// What the SDK does
	{"budget|budgets", "retry quota", ""},
	{"gate|gates", "pause, limiter", ""},
	{"judge|judges|judged|judging|judgment", "check, classify", ""},
	{"drift|drifts|drifted|drifting", "lenient, tolerant", ""},
	{"mend|mends|mended|mending", "fix, replace", ""},
	{"distrust|distrusts|distrusted", "say what is not known", ""},
	{"look before you|look before it|look before they", "check before", ""},

	// Other words
	{"figure|figures", "statistics, metrics", "figure blank|figure dash|figure space"},
	{"the api's page|the api's pages|the vendor's page", "the vendor's documentation", ""},
	{"of two minds", "contradicts itself", ""},
	{"this machine", "local host, this process", ""},
	{"as a rule", "usually", ""},
	{"hardly ever", "rarely", ""},
	{"alone", "only", "let alone"},
	{"whosever|nobody's|anybody's|somebody's|everybody's", "each, or name the owner", ""},
	{"bring along|brings along|brought along|bringing along", "include", ""},
	{"tells", "returns, reports", ""},
	{"wants", "requires", ""},
	{"know nothing|knows nothing", "does not know of, is independent of", ""},
	{"stand in|stand on|stand at|stand there|stand where|stand under", "is, appears", ""},
	{"stands in|stands on|stands at|stands there|stands where|stands under", "is, appears", ""},
	{"dear|dearer", "expensive", `"dear`},
	{"by hand", "manually, hand-written", ""},
	{"todo|fixme", "do it, or open an issue", "context.todo"},
}
