package kafkatest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
)

// The ports lie below the range from which systems take the ports of outgoing connections. A killed node leaves
// its port for a while, and a connection of the test itself must not have taken it when the node comes back.
const (
	portMin = 15000
	portMax = 30000
)

// freePorts returns the client ports of so many nodes, comma separated; the next port of each is free too.
func freePorts(nodes int) (string, error) {
	var ports []string
	taken := map[int]bool{}
	for range 1000 {
		port := portMin + 2*rand.IntN((portMax-portMin)/2)
		if taken[port] || !free(port) || !free(port+1) {
			continue
		}
		taken[port] = true
		if ports = append(ports, strconv.Itoa(port)); len(ports) == nodes {
			return strings.Join(ports, ","), nil
		}
	}
	return "", errors.New("kafkatest: no free ports on loopback")
}

func free(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
