package models

import "github.com/leeloo-go/leeloo/internal/codec"

// A method may be in another file than its model, and before it.

//readgen:subscribeHistory
func (m *Order) readHistory(r *codec.Reader) { m.History = r.Int() }
