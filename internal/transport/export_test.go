package transport

// NewHTTPTransport is tested in synctest bubbles, which the shared transport must not enter.
var NewHTTPTransport = newHTTPTransport
