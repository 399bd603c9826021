package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
)

// lead is what a visitor has sent.
type lead struct {
	Received                             time.Time
	Name, Phone, Email, Message, Consent string
	Offers                               []offer
	UTM                                  []string // "utm_source: newsletter"
}

type offer struct {
	Title string
	ID    leeloo.OfferID
}

func (l lead) Chose(o offer) bool { return slices.Contains(l.Offers, o) }

// comment is all that the visitor has sent: a card that exists keeps its own name and e-mail address.
func (l lead) comment(id string) string {
	lines := []string{"Lead " + id, "Name: " + l.Name, "E-mail: " + l.Email}
	for _, o := range l.Offers {
		lines = append(lines, "Offer: "+o.Title)
	}
	lines = append(lines, l.Received.UTC().Format("2006-01-02 15:04 UTC")+", consent: "+l.Consent)
	return strings.TrimSpace(strings.Join(append(lines, l.UTM...), "\n") + "\n\n" + l.Message)
}

// names are the ids of what the flags name.
type names struct {
	Tag      leeloo.TagID
	Tunnel   leeloo.TunnelID
	Template leeloo.TemplateID
}

func (p *program) find(ctx context.Context, _ struct{}) (to names, err error) {
	tag, tagErr := p.Client.Tags.ByName(ctx, p.tag)
	tunnel, err := p.Client.Tunnels.ByName(ctx, p.tunnel)
	if err = errors.Join(tagErr, err); err != nil {
		return to, fmt.Errorf("-tag or -tunnel: %w", err)
	}
	to.Tag, to.Tunnel = tag.ID, tunnel.ID
	if category, name, _ := strings.Cut(p.template, "/"); p.template != "" {
		template, err := p.Client.Templates.ByName(ctx, category, name)
		if err != nil {
			return to, fmt.Errorf("-template: %w", err)
		}
		to.Template = template.ID
	}
	return to, nil
}

// work takes a lead to Leeloo. It is called again, from its start, until each step is done.
func (p *program) work(ctx context.Context, store durable.Store, id string, l lead) error {
	// Leads of one phone wait for each other, so that two do not create the person twice.
	job := durable.Job{ID: id, Key: hash(l.Phone), Limiter: p.Limiter}
	return durable.Run(ctx, store, job, func(ctx context.Context, t *durable.Task) error {
		// A step, so that a subscription that may have been applied is looked for in its tunnel, whatever the flags are then.
		to, err := durable.Do(ctx, t, "names", durable.Step[names, struct{}]{Repeatable: true, Send: p.find})
		if err = errors.Join(t.Note(l), err); err != nil {
			return err
		}
		writes := durable.For(p.Client, t)
		person, err := writes.Person(ctx, "person", leeloo.PersonCreateParams{Name: l.Name, Phone: l.Phone, Email: l.Email}, durable.Oldest)
		if err != nil {
			return err
		}
		start := leeloo.SubscribeParams{TunnelID: to.Tunnel, TunnelBlockID: p.block}
		steps := []func() error{
			func() error { _, err := writes.Comment(ctx, "comment", person.PersonID, l.comment(id)); return err },
			func() error { return writes.Tag(ctx, "tag", person.PersonID, to.Tag) },
			func() error { return writes.Subscribe(ctx, "subscribe", person.AccountID, start) },
		}
		for _, o := range l.Offers {
			order := leeloo.OrderCreateParams{PersonID: person.PersonID, OfferID: o.ID, PaymentCreditsID: p.credits, TransactionDate: l.Received}
			steps = append(steps, func() error { _, err := writes.Order(ctx, "order "+o.Title, order); return err })
		}
		if to.Template != "" {
			params := leeloo.SendTemplateParams{AccountID: person.AccountID, TemplateID: to.Template, Variables: map[string]string{"name": l.Name}}
			steps = append(steps, func() error { return writes.Template(ctx, "template", params, nil) })
		}
		return durable.All(steps...)
	})
}
