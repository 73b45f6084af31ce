// Package demo loads a small company, once: users of each role, warehouses in
// three time zones, products with barcodes and packaging units, stock with
// lots and expiry dates, and receipts, shipments and transfers in every stage.
package demo
