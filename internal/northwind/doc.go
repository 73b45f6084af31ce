// Package northwind replays the order history of a food trader, the public
// Northwind sample: it brings the files into the formats of an import, enters
// them with the importer, and checks the figures that have to come out.
package northwind
