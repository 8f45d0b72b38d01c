package pretty

import "strings"

// json lays out what looks like JSON, a member or item a line. It never
// fails: it looks at brackets, commas and strings only.
func json(raw string) []line {
	var lines []line
	var b strings.Builder
	depth, start := 0, 0
	flush := func(end int) {
		if b.Len() > 0 {
			lines = append(lines, line{start, end, depth, b.String()})
			b.Reset()
		}
		start = end
	}
	for at := 0; at < len(raw); {
		end := at + 1
		switch c := raw[at]; c {
		case ' ', '\t', '\r', '\n':
			if b.Len() == 0 {
				start = end
			}
		case '"':
			end = at + str(raw[at:])
			b.WriteString(raw[at:end])
		case '{', '[':
			b.WriteByte(c)
			if close := empty(raw, end); close > 0 {
				b.WriteByte(raw[close-1])
				end = close
				break
			}
			flush(end)
			depth++
		case '}', ']':
			flush(at)
			depth--
			b.WriteByte(c)
		case ',':
			b.WriteByte(c)
			flush(end)
		case ':':
			b.WriteString(": ")
		default:
			b.WriteByte(c)
		}
		at = end
	}
	flush(len(raw))
	return lines
}

// empty gives the place behind the bracket that closes the container opened
// before at, when nothing but blanks lies between; else 0.
func empty(raw string, at int) int {
	opened := raw[at-1]
	for i := at; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case opened == '{' && c == '}' || opened == '[' && c == ']':
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// str gives the length of the string literal that rest begins with.
func str(rest string) int {
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(rest)
}
