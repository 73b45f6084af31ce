package httpapi_test

import (
	"context"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/api"
)

// TestEveryOperationHasExamples reads the contract as someone who learns from
// it: each body has an example, and each example is what its schema says.
func TestEveryOperationHasExamples(t *testing.T) {
	doc, err := api.Spec()
	require.NoError(t, err)
	require.NoError(t, doc.Validate(context.Background(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation()))
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if body := op.RequestBody; body != nil {
				assert.True(t, shown(body.Value.Content), "%s %s: the request has no example", method, path)
			}
			for status, answer := range op.Responses.Map() {
				if strings.HasPrefix(status, "2") {
					assert.True(t, shown(answer.Value.Content), "%s %s: answer %s has no example", method, path, status)
				}
			}
		}
	}
}

// shown tells whether a body is empty, or has an example in one of its forms.
func shown(forms openapi3.Content) bool {
	for _, form := range forms {
		if form.Example != nil || len(form.Examples) > 0 || form.Schema != nil && form.Schema.Value.Example != nil {
			return true
		}
	}
	return len(forms) == 0
}
