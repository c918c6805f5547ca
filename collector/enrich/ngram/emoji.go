package ngram

// emoji says as which word an emoji is read. The training data hold next to
// none, so each stands for a word that they do hold, of the same feeling.
// Those that are used both ways (🙏 😅 😂) are missing on purpose or stand for
// laughter, whose weight the data decide.
var emoji = map[rune]string{
	'👍': "bagus", '👌': "bagus", '💯': "bagus", '🔥': "keren", '😎': "keren", '🤩': "keren",
	'👏': "hebat", '💪': "hebat", '🏆': "hebat", '🙌': "hebat", '🥇': "hebat",
	'😍': "suka", '🥰': "suka", '😘': "cinta", '❤': "cinta", '♥': "cinta", '💕': "cinta", '💖': "cinta",
	'💗': "cinta", '💓': "cinta", '💙': "cinta", '💚': "cinta", '💛': "cinta", '🧡': "cinta", '💜': "cinta", '🤍': "cinta",
	'😊': "senang", '☺': "senang", '🙂': "senang", '😁': "senang", '😃': "senang", '😄': "senang", '😀': "senang",
	'🤗': "senang", '🥳': "senang", '🎉': "senang", '😇': "senang", '✨': "indah", '🌹': "indah",
	'😋': "enak", '🤤': "enak",
	'😡': "marah", '😠': "marah", '🤬': "marah", '👿': "marah", '😤': "kesal", '😒': "kesal", '🙄': "kesal", '😑': "kesal",
	'👎': "jelek", '💩': "jelek", '🤮': "jijik", '🤢': "jijik", '🤡': "bodoh", '🐍': "jahat",
	'😞': "kecewa", '😔': "kecewa", '😟': "kecewa", '😣': "kecewa", '😩': "kecewa", '😫': "kecewa", '🤦': "kecewa",
	'😢': "sedih", '😭': "sedih", '😥': "sedih", '😿': "sedih", '💔': "sedih", '🥺': "sedih", '☹': "sedih", '🙁': "sedih",
	'😱': "takut", '😨': "takut", '😰': "takut",
	'😂': "wkwk", '🤣': "wkwk", '😆': "haha",
}

// emoticons are read like emoji where they stand alone between spaces.
var emoticons = map[string]string{
	":)": "senang", ":-)": "senang", "=)": "senang", ":D": "senang", ":-D": "senang", "^_^": "senang", "^^": "senang",
	"<3": "cinta", ":*": "cinta",
	":(": "sedih", ":-(": "sedih", "=(": "sedih", ":'(": "sedih", "T_T": "sedih", ":((": "sedih",
}

// longestEmoticon is in bytes.
const longestEmoticon = 3
