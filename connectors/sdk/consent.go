package sdk

import (
	"context"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// Consent implements the call of that name.
func (s *server) Consent(_ context.Context, req *wire.ConsentRequest) (*wire.ConsentReply, error) {
	c, a, err := s.authorizer(req.GetInstance())
	if err != nil {
		return nil, statusOf(err)
	}
	var consent Consent
	if err := guard(func() (err error) { consent, err = a.Consent(req.GetRedirect()); return err }); err != nil {
		return nil, statusOf(c.veil().safe(err))
	}
	return &wire.ConsentReply{Url: consent.URL, State: consent.State, Verifier: consent.Verifier}, nil
}

// Exchange implements the call of that name.
func (s *server) Exchange(ctx context.Context, req *wire.ExchangeRequest) (*wire.ExchangeReply, error) {
	c, a, err := s.authorizer(req.GetInstance())
	if err != nil {
		return nil, statusOf(err)
	}
	var kept gathered
	defer s.memories.during(c, req.GetMemory(), &teller{tell: kept.tell})()
	consent := Consent{Redirect: req.GetRedirect(), Verifier: req.GetVerifier()}
	if err := guard(func() error { return a.Exchange(c.errand.on(ctx), consent, req.GetCode()) }); err != nil {
		return nil, statusOf(c.veil().safe(err))
	}
	return &wire.ExchangeReply{Kept: kept.all()}, nil
}

func (s *server) authorizer(instance string) (*configured, Authorizer, error) {
	c, err := s.instance(instance)
	if err != nil {
		return nil, nil, err
	}
	a, ok := c.Connector.(Authorizer)
	if !ok {
		return nil, nil, Errorf(Permanent, "connector %s has no consent page; its token is set in the configuration", s.info.ID)
	}
	return c, a, nil
}

// Consent asks for the address of an account's consent page.
func (c *Client) Consent(ctx context.Context, instance, redirect string) (Consent, error) {
	reply, err := c.rpc.Consent(ctx, &wire.ConsentRequest{Instance: instance, Redirect: redirect}, bounded...)
	if err != nil {
		return Consent{}, c.safe(err)
	}
	return Consent{URL: reply.GetUrl(), State: reply.GetState(), Verifier: reply.GetVerifier(), Redirect: redirect}, nil
}

// Exchange hands over the code that came back from the consent page. The token
// goes into the vault.
func (c *Client) Exchange(ctx context.Context, instance string, consent Consent, code string) error {
	memory, err := c.memory(instance)
	if err != nil {
		return err
	}
	reply, err := c.rpc.Exchange(ctx, &wire.ExchangeRequest{
		Instance: instance, Redirect: consent.Redirect, Verifier: consent.Verifier, Code: code, Memory: memory,
	}, bounded...)
	if err != nil {
		return c.safe(err)
	}
	return c.keep(instance, reply.GetKept()...)
}
