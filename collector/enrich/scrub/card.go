package scrub

import "slices"

// cardShapes are the ways in which payment cards write their number.
var cardShapes = [][]int{{4, 4, 4, 4}, {16}, {4, 6, 5}, {15}, {4, 4, 4, 4, 3}, {19}}

// card returns the end of a payment card's number that begins with the first
// group, 0 if none does: an issuer's prefix and the check digit by Luhn (ISO/IEC
// 7812-1). One in ten numbers passes that by chance, so what is called an order
// or the like is none.
func (n *number) card(c context) int {
	if n.plus || n.opened && n.closed > 0 || c == anOrder {
		return 0
	}
	for _, shape := range cardShapes {
		if !n.fits(shape) {
			continue
		}
		d := n.digits[:sum(shape)]
		if luhn(d) && (c == aCard || isIssuer(d)) {
			return n.groups[len(shape)-1].to
		}
	}
	return 0
}

// isIssuer reports whether digits begin as a network's cards of that length do:
// Visa, Mastercard, American Express, JCB, and those of banks in GPN and UnionPay.
func isIssuer(d []byte) bool {
	two := int(d[0]-'0')*10 + int(d[1]-'0')
	four := two*100 + int(d[2]-'0')*10 + int(d[3]-'0')
	switch len(d) {
	case 15:
		return two == 34 || two == 37
	case 16:
		return d[0] == '4' || two >= 51 && two <= 55 || four >= 2221 && four <= 2720 || four >= 3528 && four <= 3589 ||
			slices.Contains([]int{60, 62, 64, 65}, two) || four == 1946
	}
	return two == 62 || two == 60 || d[0] == '4'
}

// luhn reports whether the last digit checks the others.
func luhn(d []byte) bool {
	total, all := 0, byte('0')
	for i := range d {
		x := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		total += x
		all |= d[i]
	}
	return total%10 == 0 && all != '0'
}

func sum(shape []int) int {
	total := 0
	for _, size := range shape {
		total += size
	}
	return total
}
