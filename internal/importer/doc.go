// Package importer reads a company's history from CSV files and enters it
// through Stockflow's public API, as a user would. docs/import-formats.md
// describes the files.
//
// An import has two stages. A parser (ReadProducts, ReadReceipts and so on)
// streams a file through encoding/csv and gathers its rows into documents;
// every row that can't be right becomes a Problem with its line, its column
// and the reason, and the document that it belongs to is left out whole. A
// Run then enters the documents: it looks up what they name, posts them step
// by step, and adds to the problems what the server refuses. A file of products
// goes to the server as it is, which reads it with the same parser.
//
// Every command carries an idempotency key that is derived from the kind of
// the file, the document's identity and the step. A file can therefore be
// imported again, or after an interruption, and ends with the same stock; a
// document whose content has changed since it was entered is refused by the
// server, and reported.
package importer
