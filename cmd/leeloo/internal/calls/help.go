package calls

const long = `Logs the calls of an Asterisk exchange. It reads the exchange's call records,
Master.csv of cdr_csv, from a file or from standard input, finds each person
by the phone, and adds the call to their card.

No call is logged twice: a journal knows what was sent. The same file may come
again, grown, after a crash or after Ctrl-C. The first run makes the journal,
with --since DATE or --since all; from then on leave out --since. After a
rotation run it once on the old file, too: zcat Master.csv.1.gz | leeloo calls …

Leeloo cannot be asked whether a call is on a card. If a response is lost, the
call is "unknown": it is not sent again. Look at the card, and decide with
leeloo journal settle. A refused call is tried again by the next run.

A line of --users is EXTENSION=NAME, or the id of the user; # begins a comment.
A call can be placed if such an extension calls out, or is called from outside.
The number of a ring group or a queue may be an extension, too: calls that rang
no telephone are logged for its user.
  ANSWERED             SUCCESS, with the time of talk (billsec);
                       without a second channel nobody talked: NO_ANSWER
  NO ANSWER, BUSY      NO_ANSWER, 0 seconds
  FAILED, CONGESTION   CLOSED_BY_SYSTEM, 0 seconds
All records with one linkedid, or uniqueid, are one call, of whoever talked
longest. The exchange should write uniqueids (cdr.conf: loguniqueid=yes).

The report is CSV (JSON with --json) without phones: line, uniqueid, time,
person, reason, explanation. It has the lines that were not placed, and what
needs a human; with --dry-run also what would be logged. uniqueid is the
linkedid, if there is one; without both it is a hash of the line. In a
spreadsheet import it as text: 1772445900.10 is not 1772445900.1.

Exit codes: 0 all was tried, 3 stopped: the same command goes on, 4 calls are
unknown or were refused.`

const example = `  leeloo calls --demo
  leeloo calls --demo --dry-run --json
  leeloo calls --users users.txt --tz Europe/Kyiv --dry-run Master.csv
  leeloo calls --users users.txt --tz Europe/Kyiv --since 2026-03-01 Master.csv
  leeloo calls --users users.txt --tz UTC --yes --report unplaced.csv Master.csv`
