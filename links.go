package leeloo

// link points to a row of another kind.
type link[ID ~string] struct {
	Type string `json:"type"`
	ID   ID     `json:"id"`
}

type links[ID ~string] []link[ID]

func linksTo[ID ~string](kind string, ids []ID) links[ID] {
	if ids == nil {
		return nil
	}
	to := make(links[ID], len(ids))
	for i, id := range ids {
		to[i] = link[ID]{kind, id}
	}
	return to
}

func (l links[ID]) ids() []ID {
	if l == nil {
		return nil
	}
	ids := make([]ID, 0, len(l))
	for _, to := range l {
		if to.ID != "" {
			ids = append(ids, to.ID)
		}
	}
	return ids
}
