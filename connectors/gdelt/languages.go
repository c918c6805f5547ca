package gdelt

// languages maps GDELT's names of languages, in small letters and without
// spaces, to ISO 639. They are English and those that GDELT translates
// (https://blog.gdeltproject.org/gdelt-translingual-translating-the-planet/). Of
// any other the code is left empty, to be detected from the text.
var languages = map[string]string{
	"afrikaans": "af", "albanian": "sq", "arabic": "ar", "armenian": "hy", "azerbaijani": "az",
	"bengali": "bn", "bosnian": "bs", "bulgarian": "bg", "catalan": "ca", "chinese": "zh",
	"croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
	"estonian": "et", "finnish": "fi", "french": "fr", "galician": "gl", "georgian": "ka",
	"german": "de", "greek": "el", "gujarati": "gu", "hebrew": "he", "hindi": "hi",
	"hungarian": "hu", "icelandic": "is", "indonesian": "id", "italian": "it", "japanese": "ja",
	"kannada": "kn", "kazakh": "kk", "korean": "ko", "latvian": "lv", "lithuanian": "lt",
	"macedonian": "mk", "malay": "ms", "malayalam": "ml", "marathi": "mr", "mongolian": "mn",
	"nepali": "ne", "norwegian": "no", "norwegiannynorsk": "nn", "persian": "fa", "polish": "pl",
	"portuguese": "pt", "punjabi": "pa", "romanian": "ro", "russian": "ru", "serbian": "sr",
	"sinhalese": "si", "slovak": "sk", "slovenian": "sl", "somali": "so", "spanish": "es",
	"swahili": "sw", "swedish": "sv", "tamil": "ta", "telugu": "te", "thai": "th",
	"tibetan": "bo", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
}
