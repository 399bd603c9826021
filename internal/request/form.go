package request

import (
	"crypto/rand"
	"strconv"
	"strings"
)

// Field is a field of a form.
type Field struct {
	Name, Text string
	Number     bool // in JSON the text is a whole number
}

func encodeURL(fields []Field) []byte {
	size := sizeOf(fields, len("=&"))
	body := make([]byte, 0, size+size/4) // of a usual form, few characters are escaped
	for i, field := range fields {
		if i > 0 {
			body = append(body, '&')
		}
		body = appendEscaped(body, field.Name)
		body = append(body, '=')
		body = appendEscaped(body, field.Text)
	}
	return body
}

// appendEscaped appends a text as url.QueryEscape writes it. That makes a string of each text that it escapes: 3 percent of
// a form POST.
func appendEscaped(body []byte, text string) []byte {
	const digits = "0123456789ABCDEF"
	start := 0
	for i := range len(text) {
		b := text[i]
		if 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-' || b == '_' || b == '.' || b == '~' {
			continue
		}
		body = append(body, text[start:i]...)
		if start = i + 1; b == ' ' {
			body = append(body, '+')
		} else {
			body = append(body, '%', digits[b>>4], digits[b&15])
		}
	}
	return append(body, text[start:]...)
}

// sizeOf returns the size of fields with so much around each.
func sizeOf(fields []Field, around int) (size int) {
	for _, field := range fields {
		size += len(field.Name) + len(field.Text) + around
	}
	return size
}

// encodeMultipart writes fields as multipart/form-data. mime/multipart makes a header map and a writer for each part:
// for nine fields 140 allocations more than this.
func encodeMultipart(fields []Field) (contentType string, body []byte) {
	boundary := "leeloo" + rand.Text() // 130 random bits, so that no field contains it
	start := "--" + boundary + "\r\nContent-Disposition: form-data; name=\""
	body = make([]byte, 0, sizeOf(fields, len(start)+len("\"\r\n\r\n\r\n"))+len(start))
	for _, field := range fields {
		body = append(body, start...)
		body = append(body, escapeName(field.Name)...)
		body = append(body, "\"\r\n\r\n"...)
		body = append(body, field.Text...)
		body = append(body, "\r\n"...)
	}
	body = append(body, "--"+boundary+"--\r\n"...)
	return "multipart/form-data; boundary=" + boundary, body
}

// escapeName makes a name fit for the header of a part, as mime/multipart does.
func escapeName(name string) string {
	if !strings.ContainsAny(name, "\\\"\r\n") {
		return name
	}
	return strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A").Replace(name)
}

// object returns fields as a value that encodes to a JSON object: a field that repeats becomes an array.
func object(fields []Field) map[string]any {
	members := make(map[string]any, len(fields))
	for _, field := range fields {
		switch before := members[field.Name].(type) {
		case nil:
			members[field.Name] = field.value()
		case []any:
			members[field.Name] = append(before, field.value())
		default:
			members[field.Name] = []any{before, field.value()}
		}
	}
	return members
}

func (f Field) value() any {
	if number, err := strconv.ParseInt(f.Text, 10, 64); f.Number && err == nil {
		return number
	}
	return f.Text
}
