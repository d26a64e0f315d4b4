// Prints what kubectl reads of texts: the oracle of test/yaml/kubectl.test.ts.
//
// Each line of standard input is a text, as base64 in a JSON string. For each it prints a line: the documents
// that kubectl reads, in order, up to the first error, and that error.
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"os"

	"k8s.io/apimachinery/pkg/util/yaml"
)

type reading struct {
	Documents []json.RawMessage `json:"documents"`
	Error     string            `json:"error"`
}

// kubectl looks into this many octets to tell JSON from YAML.
const peek = 4096

func read(text []byte) (result reading) {
	result.Documents = []json.RawMessage{}
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), peek)
	for {
		var document json.RawMessage
		if err := decoder.Decode(&document); err == io.EOF {
			return result
		} else if err != nil {
			result.Error = err.Error()
			return result
		}
		if document = bytes.TrimSpace(document); len(document) > 0 && !bytes.Equal(document, []byte("null")) {
			result.Documents = append(result.Documents, document)
		}
	}
}

func main() {
	texts := json.NewDecoder(os.Stdin)
	readings := json.NewEncoder(os.Stdout)
	for {
		var text []byte
		if err := texts.Decode(&text); err == io.EOF {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		if err := readings.Encode(read(text)); err != nil {
			log.Fatal(err)
		}
	}
}
