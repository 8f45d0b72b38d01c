package hook

import "encoding/json"

// Object changes the JSON object of an answer.
func Object(change func(map[string]any)) Hook {
	return func(c *Call) {
		var m map[string]any
		if json.Unmarshal(c.Body, &m) == nil {
			change(m)
			c.Body = toJSON(m)
		}
	}
}

// Set gives a member of an answer a value.
func Set(name string, value any) Hook {
	return Object(func(m map[string]any) { m[name] = value })
}

// Without takes members of an answer away.
func Without(names ...string) Hook {
	return Object(func(m map[string]any) {
		for _, name := range names {
			delete(m, name)
		}
	})
}

func toJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came out of JSON
	}
	return b
}
