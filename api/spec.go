// Package api embeds the contract of Stockflow's HTTP API.
package api

import (
	_ "embed"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// SpecYAML is the contract as it is published at /api/openapi.yaml.
//
//go:embed openapi.yaml
var SpecYAML []byte

// Spec parses and checks the contract.
func Spec() (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(SpecYAML)
	if err != nil {
		return nil, fmt.Errorf("load api/openapi.yaml: %w", err)
	}
	if err := doc.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("check api/openapi.yaml: %w", err)
	}
	return doc, nil
}
