package sandbox

// Clock is the sandbox's time.
func (s *Sandbox) Clock() *Clock { return s.clock }
