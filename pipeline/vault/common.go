package vault

// What is nobody's, as far as anyone can tell, or on its way from one person to
// another, is sealed under a common key: one of this process, which goes along
// wrapped. It keeps out who has no storage key, and no erasure throws it away.

// Common is the key of this process for what is nobody's.
func (v *Vault) Common() *Key { return v.common }

// SealCommon appends to dst what any process with the storage keys opens.
func (v *Vault) SealCommon(dst, plain, aad []byte) ([]byte, error) {
	dst = append(dst, byte(len(v.common.wrapped)))
	return v.common.Seal(append(dst, v.common.wrapped...), plain, aad)
}

// OpenCommon opens what SealCommon appended.
func (v *Vault) OpenCommon(box, aad []byte) ([]byte, error) {
	if len(box) == 0 || len(box) < 1+int(box[0]) {
		return nil, locked("what is sealed under the common key is cut off")
	}
	n := 1 + int(box[0])
	return v.Open(box[1:n], nobody, aad, box[n:])
}
