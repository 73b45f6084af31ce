// Package labels draws sheets of labels with barcodes, as HTML that a browser
// prints to the millimetre: Code 128 (as GS1-128 where its content follows
// GS1) and QR codes, in SVG.
package labels
