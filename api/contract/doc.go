// Package contract is tests alone: they hold api/openapi.yaml to the SDK, to leelootest and to the samples of testdata.
// It is a module of its own, so that users of the SDK download nothing of it.
//
// The validator is libopenapi-validator: it reads text/html, and minds unknown fields of URL-encoded forms and the
// formats of answers, where kin-openapi lets them pass.
package contract
