package generate

import (
	"fmt"

	"stockflow/internal/gs1"
)

var (
	places = []string{
		"Northgate", "Riverside", "Oakfield", "Harbour", "Stonebridge", "Greenhill", "Lakeview", "Millbrook", "Eastwood", "Fairview",
		"Kingston", "Ashford", "Brookside", "Highland", "Westport", "Clearwater", "Redwood", "Silverton", "Maplewood",
	}
	trades    = []string{"Foods", "Trading", "Supplies", "Industries", "Wholesale", "Imports", "Partners"}
	shops     = []string{"Market", "Store", "Pharmacy", "Kitchen", "Hotel", "Clinic", "Workshop"}
	materials = []string{"Steel", "Oak", "Cotton", "Glass", "Copper", "Bamboo", "Ceramic", "Leather", "Nylon", "Organic", "Smoked", "Frozen", "Dried", "Classic", "Compact", "Heavy", "Light"}
	things    = []string{
		"Bolt", "Bracket", "Hinge", "Cable", "Lamp", "Filter", "Valve", "Glove", "Helmet", "Ladder", "Bucket", "Brush", "Tape", "Battery",
		"Coffee", "Olives", "Pasta", "Cheese", "Honey", "Juice", "Syrup", "Towel", "Pillow", "Mug", "Kettle", "Chair", "Shelf", "Notebook", "Marker",
	}
	categories = []string{"Hardware", "Electrical", "Safety", "Cleaning", "Food", "Beverages", "Household", "Furniture", "Stationery", "Packaging"}
	zones      = []string{"Europe/Berlin", "Europe/London", "America/New_York", "America/Chicago", "Europe/Madrid", "Asia/Singapore", "Europe/Warsaw", "America/Sao_Paulo", "Asia/Tokyo", "Australia/Sydney"}
)

func productName(n int) string {
	return fmt.Sprintf("%s %s %d", pick(n, 5, materials), pick(n, 7, things), 10+n%990)
}

// gtin is the n-th GTIN-13 of the numbers that GS1 sets aside for use within a
// company (prefix 20).
func gtin(n int) string {
	digits := fmt.Sprintf("20%010d", n)
	return digits + string(gs1.CheckDigit(digits))
}

var givenNames = []string{"Alex", "Sam", "Robin", "Kim", "Noa", "Mika", "Jona", "Luca", "Toni", "Charlie", "Sasha", "Andrea", "Jamie", "Nikita"}
