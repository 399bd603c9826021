package leeloo_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/operation"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// formBodies are the bodies of the calls of canaryCalls whose operations are forms.
var formBodies = map[string]struct{ form, json string }{
	"Orders.Update": {
		"status=RESOLVED&userComments=%2B380671234567",
		`{"status":"RESOLVED","userComments":"+380671234567"}`,
	},
	"People.AddCall": {
		"account_id=" + canaryID + "&date=2001-09-09T01%3A46%3A40.000Z&duration=60&from=606&record_link=NOT_DEFINED" +
			"&status=SUCCESS&to=%2B380671234567&type=OUTBOUND&user_id=" + canaryID,
		`{"account_id":"` + canaryID + `","date":"2001-09-09T01:46:40.000Z","duration":60,"from":"606","record_link":"NOT_DEFINED",` +
			`"status":"SUCCESS","to":"+380671234567","type":"OUTBOUND","user_id":"` + canaryID + `"}`,
	},
	"Tags.Add": {
		"tag_id=" + canaryID,
		`{"tag_id":"` + canaryID + `"}`,
	},
	"Tunnels.Subscribe": {
		"tunnel_block_id=" + canaryID + "&tunnel_id=" + canaryID,
		`{"tunnel_block_id":"` + canaryID + `","tunnel_id":"` + canaryID + `"}`,
	},
}

func TestFormBodiesAreThoseOfAllForms(t *testing.T) {
	t.Parallel()
	var forms []string
	for _, op := range operation.All() {
		if op.Body == operation.Form {
			forms = append(forms, op.Name)
		}
	}
	assert.ElementsMatch(t, forms, slices.Collect(maps.Keys(formBodies)))
}

// refusesFields refuses a request: field and code by turns.
func refusesFields(status int, fieldsAndCodes ...string) responder {
	fields := map[string]string{}
	for i := 0; i < len(fieldsAndCodes); i += 2 {
		fields[fieldsAndCodes[i]] = fieldsAndCodes[i+1]
	}
	object, _ := json.Marshal(fields)
	return respond(status, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":`+string(object)+`}}`)
}

// readsOnlyJSON is a server that finds no field in a form.
func readsOnlyJSON(data string) responder {
	return func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("Content-Type") == jsonType {
			return respondData(data)(r)
		}
		return refusesFields(200, "status", "REQUIRED", "account_id", "REQUIRED", "tag_id", "REQUIRED", "tunnel_id", "REQUIRED")(r)
	}
}

// contentTypes returns the media types of the requests.
func contentTypes(s *scriptedServer) (types []string) {
	for _, seen := range s.recordedRequests() {
		mediaType, _, _ := strings.Cut(seen.header.Get("Content-Type"), ";")
		types = append(types, mediaType)
	}
	return types
}

// A refusal proves that the form was not read if all its codes are REQUIRED and the form contains one of the fields.
func TestFormAutoRecognizesAFormThatWasNotRead(t *testing.T) {
	t.Parallel()
	refusalOf := func(fields string) responder {
		return respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":`+fields+`}}`)
	}
	tests := map[string]struct {
		refusal responder
		want    bool
	}{
		"a field of the form":                     {refusesFields(200, "status", "REQUIRED"), true},
		"several fields of the form":              {refusesFields(200, "status", "REQUIRED", "userComments", "REQUIRED"), true},
		"a field of the form and one that is not": {refusesFields(200, "status", "REQUIRED", "other", "REQUIRED"), true},
		"under HTTP 400":                          {refusesFields(400, "status", "REQUIRED"), true},
		"under HTTP 422":                          {refusesFields(422, "status", "REQUIRED"), true},
		"as a list":                               {refusalOf(`{"status":["REQUIRED"]}`), true},
		"as an object":                            {refusalOf(`{"status":{"code":"REQUIRED"}}`), true},

		"a field that the form left out":   {refusesFields(200, "currency", "REQUIRED"), false},
		"a field of another operation":     {refusesFields(200, "tag_id", "REQUIRED"), false},
		"another code":                     {refusesFields(200, "status", "NOT_ALLOWED_VALUE"), false},
		"another code besides":             {refusesFields(200, "status", "REQUIRED", "userComments", "TOO_LONG"), false},
		"no fields":                        {respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR"}}`), false},
		"REQUIRED as the code":             {respond(200, `{"status":0,"error":{"code":"REQUIRED"}}`), false},
		"the token":                        {refusesFields(200, "authToken", "REQUIRED"), false},
		"the token and a field":            {refusesFields(200, "authToken", "REQUIRED", "status", "REQUIRED"), false},
		"under HTTP 401":                   {refusesFields(401, "status", "REQUIRED"), false},
		"under HTTP 404":                   {refusesFields(404, "status", "REQUIRED"), false},
		"under HTTP 303":                   {refusesFields(303, "status", "REQUIRED"), false},
		"under HTTP 408":                   {refusesFields(408, "status", "REQUIRED"), false},
		"under HTTP 429":                   {refusesFields(429, "status", "REQUIRED"), false},
		"under HTTP 500":                   {refusesFields(500, "status", "REQUIRED"), false},
		"under HTTP 503":                   {refusesFields(503, "status", "REQUIRED"), false},
		"SERVER_ERROR":                     {respond(200, `{"status":0,"error":{"code":"SERVER_ERROR","fields":{"status":"REQUIRED"}}}`), false},
		"an error in a success":            {respond(200, `{"status":1,"error":{"fields":{"status":"REQUIRED"}}}`), false},
		"without a status":                 {respond(200, `{"error":{"code":"FORMAT_ERROR","fields":{"status":"REQUIRED"}}}`), false},
		"truncated":                        {respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"status":"REQUIRED"}}`), false},
		"a response that is not the API's": {respond(200, quotingPage), false},
		"a lost response":                  {failWith(errors.New("lost")), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(tt.refusal, respondData(canaryItem))
				c := server.client(t, leeloo.WithMaxAttempts(1))
				err := canaryCalls["Orders.Update"].do(t.Context(), c)
				if tt.want {
					require.NoError(t, err)
					require.Equal(t, []string{formType, jsonType}, contentTypes(server))
					return
				}
				assert.NotContains(t, requireError(t, err).Error(), "did not read the form")
				require.NoError(t, canaryCalls["Orders.Update"].do(t.Context(), c))
				assert.Equal(t, []string{formType, formType}, contentTypes(server), "nothing is sent once more, and later calls send forms")
			})
		})
	}
}

func TestExplicitFormEncodingsNeverSwitch(t *testing.T) {
	t.Parallel()
	const hint = "; the API did not read the form, which contains "
	tests := map[string]struct {
		encoding  leeloo.FormEncoding
		mediaType string
		hint      bool
	}{
		"URL-encoded": {leeloo.FormURLEncoded, formType, true},
		"multipart":   {leeloo.FormMultipart, "multipart/form-data", true},
		"JSON":        {leeloo.FormJSON, jsonType, false},
	}
	for name, tt := range tests {
		for op, bodies := range formBodies {
			t.Run(name+" "+op, func(t *testing.T) {
				t.Parallel()
				field, _, _ := strings.Cut(bodies.form, "=")
				server := scripted(refusesFields(200, field, "REQUIRED"))
				c := server.client(t, leeloo.WithFormEncoding(tt.encoding))
				for range 3 {
					e := requireKind(t, leeloo.ErrRejected, canaryCalls[op].do(t.Context(), c))
					assert.Equal(t, tt.hint, strings.HasSuffix(e.Error(), hint+field+"; use WithFormEncoding(FormJSON)"), e.Error())
					assert.False(t, e.MaybeApplied())
				}
				assert.Equal(t, []string{tt.mediaType, tt.mediaType, tt.mediaType}, contentTypes(server))
				if tt.encoding == leeloo.FormJSON {
					assert.Equal(t, bodies.json, server.recordedRequests()[0].body)
				}
			})
		}
	}
}
