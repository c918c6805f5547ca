package mastodonsim

// What the API answers. Every field of the documentation that a client may look
// for is there, though most are empty.

type accountJSON struct {
	ID             string   `json:"id"`
	Username       string   `json:"username"`
	Acct           string   `json:"acct"`
	DisplayName    string   `json:"display_name"`
	Locked         bool     `json:"locked"`
	Bot            bool     `json:"bot"`
	Group          bool     `json:"group"`
	CreatedAt      string   `json:"created_at"`
	Note           string   `json:"note"`
	URL            string   `json:"url"`
	URI            string   `json:"uri"`
	FollowersCount int      `json:"followers_count"`
	FollowingCount int      `json:"following_count"`
	StatusesCount  int      `json:"statuses_count"`
	Emojis         []string `json:"emojis"`
	Fields         []string `json:"fields"`
}

type statusJSON struct {
	ID                 string        `json:"id"`
	CreatedAt          string        `json:"created_at"`
	InReplyToID        *string       `json:"in_reply_to_id"`
	InReplyToAccountID *string       `json:"in_reply_to_account_id"`
	Sensitive          bool          `json:"sensitive"`
	SpoilerText        string        `json:"spoiler_text"`
	Visibility         string        `json:"visibility"`
	Language           string        `json:"language"`
	URI                string        `json:"uri"`
	URL                string        `json:"url"`
	RepliesCount       int           `json:"replies_count"`
	ReblogsCount       int           `json:"reblogs_count"`
	FavouritesCount    int           `json:"favourites_count"`
	QuotesCount        int           `json:"quotes_count"`
	EditedAt           *string       `json:"edited_at"`
	Content            string        `json:"content"`
	Reblog             *struct{}     `json:"reblog"`
	Account            *accountJSON  `json:"account"`
	MediaAttachments   []mediaJSON   `json:"media_attachments"`
	Mentions           []mentionJSON `json:"mentions"`
	Tags               []tagJSON     `json:"tags"`
	Emojis             []string      `json:"emojis"`
	Card               *cardJSON     `json:"card"`
	Poll               *struct{}     `json:"poll"`
}

type mediaJSON struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	URL        string `json:"url"`
	PreviewURL string `json:"preview_url"`
}

type mentionJSON struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Acct     string `json:"acct"`
	URL      string `json:"url"`
}

type tagJSON struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type cardJSON struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	Type  string `json:"type"`
}

type contextJSON struct {
	Ancestors   []*statusJSON `json:"ancestors"`
	Descendants []*statusJSON `json:"descendants"`
}

type notificationJSON struct {
	ID        string       `json:"id"`
	Type      string       `json:"type"`
	GroupKey  string       `json:"group_key"`
	CreatedAt string       `json:"created_at"`
	Account   *accountJSON `json:"account"`
	Status    *statusJSON  `json:"status"`
}
