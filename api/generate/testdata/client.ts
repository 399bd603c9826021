// generate.sh compiles this file with the types that openapi-typescript generates. client_test.go runs it.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { paths, webhooks } from "./leeloo.js";

const env = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is missing`);
  return value;
};

const client = createClient<paths>({
  baseUrl: env("LEELOO_URL"),
  headers: { "X-Leeloo-AuthToken": env("LEELOO_TOKEN") },
});

const list = await client.GET("/people", {
  params: { query: { limit: 2, "filter[tags]": ["vip"], "filter[phone]": "+380500000009" } },
});
assert.ok(list.data?.status === 1);
assert.deepEqual(list.data.data.map((person) => person.name), ["Olena"]);

const created = await client.POST("/people", { body: { name: "Olena", phone: "+380500000009" } });
assert.ok(created.data?.status === 1);
assert.match(created.data.data.person_id ?? "", /^[0-9a-f]{24}$/);

const refused = await client.POST("/people", { body: { name: "Olena", phone: "050 000 00 09" } });
assert.ok(refused.data?.status === 0);
assert.deepEqual(refused.data.error.fields, { phone: "NOT_VALID_PHONE_NUMBER" });

const updated = await client.POST("/orders/{order_id}", {
  params: { path: { order_id: env("ORDER_ID") } },
  body: { status: "RESOLVED", price: "1490.50", paymentDate: "2026-01-31 12:00" },
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
});
assert.ok(updated.data?.status === 1);
assert.equal(updated.data.data.id, env("ORDER_ID"));

// Only type-checked: both webhooks have types.
type Event<Name extends keyof webhooks> = webhooks[Name]["post"]["requestBody"]["content"]["application/json"];
export const describeEvent = (event: Event<"ORDER"> | Event<"SALE">): string =>
  event.type === "SALE" ? `${event.data.order_id} ${event.data.payment_method}` : event.data.order_id;
