// Prints the addresses of a name, or the error of Go's resolver without the address of its server.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
)

func main() {
	addresses, err := net.LookupHost(os.Args[1])
	var problem *net.DNSError
	if errors.As(err, &problem) {
		fmt.Printf("lookup %s: %s\n", problem.Name, problem.Err)
		os.Exit(1)
	}
	for _, address := range addresses {
		fmt.Println(address)
	}
}
