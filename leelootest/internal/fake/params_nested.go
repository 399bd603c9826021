package fake

import "strconv"

// requiredList is each for a list that must not be empty.
func (in *params) requiredList(field string) []*params {
	if len(in.items(field)) == 0 {
		in.addError(field, fieldRequired)
	}
	return in.each(field)
}

// each returns the params of the objects in a list. They record errors under slash paths, as Leeloo does:
// "data/0/email".
func (in *params) each(field string) []*params {
	var list []*params
	for i, item := range in.items(field) {
		fields, ok := item.(map[string]any)
		path := field + "/" + strconv.Itoa(i)
		if !ok {
			in.addError(path, fieldWrongFormat)
			continue
		}
		list = append(list, &params{fields: fields, prefix: path + "/", errors: in.errors})
	}
	return list
}

func (in *params) items(field string) []any {
	list, ok := in.fields[field].([]any)
	if !ok && in.fields[field] != nil {
		in.addError(field, fieldWrongFormat)
	}
	return list
}

// dictionary returns an object whose values are texts.
func (in *params) dictionary(field string) map[string]string {
	object, ok := in.fields[field].(map[string]any)
	if !ok && in.fields[field] != nil {
		in.addError(field, fieldWrongFormat)
	}
	texts := map[string]string{}
	for name, value := range object {
		text, ok := value.(string)
		if !ok {
			in.addError(field+"/"+name, fieldWrongFormat)
		}
		texts[name] = text
	}
	return texts
}
