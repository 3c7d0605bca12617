package vault

// What is nobody's, as far as anyone can tell, or on its way from one person to
// another, is sealed under a common key: one of this process, which goes along
// wrapped. It keeps out who has no storage key, and no erasure throws it away.

// Common is the key of this process for what is nobody's. Only OpenCommon opens
// what it seals.
func (v *Vault) Common() *Key { return v.common }

// Common says that the key is no person's.
func (k *Key) Common() bool { return k.common }

// along appends the wrapped key, which the seal of a common key begins with.
func (k *Key) along(dst []byte) []byte {
	return append(append(dst, byte(len(k.wrapped))), k.wrapped...)
}

// OpenCommon opens what a common key sealed, in whichever process.
func (v *Vault) OpenCommon(box, aad []byte) ([]byte, error) {
	if len(box) == 0 || len(box) < 1+int(box[0]) {
		return nil, locked("what is sealed under the common key is cut off")
	}
	n := 1 + int(box[0])
	return v.Open(box[1:n], nobody, aad, box[n:])
}
