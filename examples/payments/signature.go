package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

const signatureHeader = "X-Signature"

// sign returns the signature of a body, as the provider puts it into the header.
func sign(secret, body []byte) string { return hex.EncodeToString(digest(secret, body)) }

// isSigned compares in constant time, so that nobody can feel their way to a signature byte by byte.
func isSigned(secret, body []byte, signature string) bool {
	given, err := hex.DecodeString(signature)
	return err == nil && hmac.Equal(given, digest(secret, body))
}

func digest(secret, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return mac.Sum(nil)
}
