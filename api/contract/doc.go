// Package contract contains only tests. They check api/openapi.yaml against the SDK, leelootest and the samples in
// testdata. It is a separate module, so that users of the SDK download nothing of it.
//
// The validator is libopenapi-validator: it reads text/html, and refuses unknown fields of URL-encoded forms and wrong
// formats in responses, which kin-openapi accepts.
package contract
