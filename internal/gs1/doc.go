// Package gs1 reads what scanners give and labels carry by the GS1 General
// Specifications: GTINs with their check digits, element strings with
// application identifiers (AIs), the form in which people write them, as
// (01)09506000134352(10)ABC, and Digital Link URIs. It knows nothing of
// products.
package gs1
