package send

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestPattern(t *testing.T) {
	const our = "YOUR_MESSAGE"
	type texts []string
	tests := map[string]struct {
		samples texts
		ok      bool
		yes, no texts
	}{
		"the same text": {
			texts{"See you at seven!", "See you at seven!", " See you at seven!\n"}, true,
			texts{"See you at seven! "}, texts{"See you at seven", "See you at seven!!", "", "see you at seven!"},
		},
		"the same text, a short one": {texts{"Hi, how are you", "Hi, how are you", "Hi, how are you"}, false, nil, nil},
		"a name": {
			texts{"Hello, Olena! The webinar begins at 7 o'clock.", "Hello, Oleh! The webinar begins at 7 o'clock.", "Hello, Olha! The webinar begins at 7 o'clock."}, true,
			texts{"Hello, Ivan! The webinar begins at 7 o'clock.", "Hello, Anna Maria! The webinar begins at 7 o'clock.", "Hello, ! The webinar begins at 7 o'clock."},
			texts{"Hello, Ivan! The webinar begins at 8 o'clock.", "The webinar begins at 7 o'clock.", "Hello, Ivan!", "Dear Ivan! The webinar begins at 7 o'clock.", "Hello,"},
		},
		"a name in Cyrillic": {
			texts{"Олено, вебінар почнеться о сьомій годині вечора", "Іване, вебінар почнеться о сьомій годині вечора", "Ганно, вебінар почнеться о сьомій годині вечора"}, true,
			texts{"Петре, вебінар почнеться о сьомій годині вечора"}, texts{"Петре, вебінар почнеться о восьмій годині вечора"},
		},
		"a code at the end": {
			texts{"Your personal code for the webinar today: 17", "Your personal code for the webinar today: 123", "Your personal code for the webinar today: 1"}, true,
			texts{"Your personal code for the webinar today: 99"}, texts{"Your personal code for the webinar: 99"},
		},
		"too little in common": {texts{"Hello, Olena!", "Hello, Ivan!", "Hello, Anna!"}, false, nil, nil},
		"nothing in common":    {texts{"a", "b", "c"}, false, nil, nil},
		"no text":              {texts{"", "", ""}, false, nil, nil},
		"what repeats itself": {
			texts{"ha ha ha ha ha ha ha ha ha ha ha ha", "ha ha ha ha ha ha ha ha ha ha ha ha ha", "ha ha ha ha ha ha ha ha ha ha ha ha ha ha"}, true,
			texts{"ha ha ha ha ha ha ha ha ha ha ha ha"}, texts{"ha ha ha"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var samples []leeloo.Message
			for _, text := range tt.samples {
				samples = append(samples, leeloo.Message{Type: our, Text: text})
			}
			learned, ok := newPattern(samples)
			assert.Equal(t, tt.ok, ok)
			if !ok {
				return
			}
			stored, err := json.Marshal(learned)
			require.NoError(t, err)
			var p pattern
			require.NoError(t, json.Unmarshal(stored, &p))
			for _, text := range append(tt.yes, tt.samples...) {
				assert.True(t, p.matches(leeloo.Message{Type: our, Text: text}), "%q", text)
				assert.False(t, p.matches(leeloo.Message{Type: "SUBSCRIBER_MESSAGE", Text: text}), "the person quotes %q", text)
			}
			for _, text := range tt.no {
				assert.False(t, p.matches(leeloo.Message{Type: our, Text: text}), "%q", text)
			}
		})
	}
	_, ok := newPattern([]leeloo.Message{{Type: our, Text: "See you at seven!"}, {Type: our, Text: "See you at seven!"}, {Type: "SUBSCRIBER_MESSAGE", Text: "See you at seven!"}})
	assert.False(t, ok, "messages of two types")
}
