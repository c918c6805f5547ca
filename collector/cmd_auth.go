package main

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/consent"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/supervisor"
)

// consentPort is where the browser comes back to; platforms want the address
// registered beforehand, so it is a fixed one.
const consentPort = 8976

// consentPatience is how long the owner may take.
const consentPatience = 15 * time.Minute

// authCommand gets an account owner's consent and keeps the token.
func authCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "auth")
	path := fs.String("config", "", text("flag_config"))
	name := fs.String("account", "", text("flag_account"))
	port := fs.Int("port", consentPort, text("flag_auth_port"))
	redirect := fs.String("redirect", "", text("flag_auth_redirect"))
	words, err := parse(c, fs, args, 1)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		_, _ = fmt.Fprintf(c.err, "pantau auth: %s\n\n", text("auth_form"))
		fs.Usage()
		return errUsage
	}
	opts, err := c.configured(*path)
	if err != nil {
		return err
	}
	sup, accounts, err := engine.Accounts(ctx, opts)
	if err != nil {
		return err
	}
	defer sup.Close()
	account, err := engine.Choose(accounts, words[0], *name)
	if err != nil {
		return err
	}
	if err := c.authorise(ctx, sup, account, *port, *redirect); err != nil {
		return err
	}
	if c.checkAccounts(ctx, sup, []engine.Account{account}) {
		return errSilent
	}
	return nil
}

func (c *console) authorise(ctx context.Context, sup *supervisor.Supervisor, a engine.Account, port int, redirect string) error {
	w, err := consent.Listen(port, redirect, text("auth_page"))
	if err != nil {
		return err
	}
	defer w.Close()
	asked, err := sup.Consent(ctx, a.Connector, a.Key, w.Redirect)
	if err != nil {
		return err
	}
	w.Expect(asked.State)
	_, _ = fmt.Fprintf(c.out, "%s\n\n  %s\n\n%s\n", text("auth_open", "account", a.Key, "redirect", w.Redirect), asked.URL, text("auth_paste"))
	go w.Paste(c.in, func(err error) { _, _ = fmt.Fprintln(c.err, err) }) // ends with standard input, or the process
	ctx, cancel := context.WithTimeout(ctx, consentPatience)
	defer cancel()
	code, err := w.Wait(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", text("auth_nothing", "account", a.Key), err)
	}
	if err := sup.Exchange(ctx, a.Connector, a.Key, asked, code); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(c.out, text("auth_done", "account", a.Key))
	return nil
}
