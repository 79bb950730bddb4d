// See docs/headless.md.
{
const scriptUrl = document.currentScript.src;
let count = 0;

// Strict policies allow it; the host's rules win.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`@layer tyonohjaus { tyonohjaus-contact {
	fieldset { border: 0; margin: 1rem 0; padding: 0 }
	button, select, textarea, input { font: inherit; min-height: 44px; box-sizing: border-box }
	select, textarea, input { width: 100%; max-width: 36rem }
	label:has(input) { display: flex; gap: .5rem; align-items: center }
	label input { flex: none; width: 1.5rem }
	ul { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none }
	[role=alert] { border: 3px solid; padding: 1rem }
	[aria-hidden] { position: absolute; clip-path: inset(50%) }
} }`);

// Without null and false.
const escape = (value) => {
	if (Array.isArray(value)) return value.map(escape).join("");
	return value?.markup ?? `${value === false ? "" : (value ?? "")}`.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt()};`);
};
const html = (raw, ...values) => {
	const markup = String.raw({ raw }, ...values.map(escape));
	return { markup, toString: () => markup };
};
const set = (attributes) => Object.entries(attributes).map(([name, value]) => value && html` ${name}="${value}"`);
const rows = (summary) => summary.map(({ label, text }) => html`<p>${label}: ${text}</p>`);
const link = (url, text) => html`<p><a href="${url}">${text}</a></p>`;
const lines = (messages) => messages.map(({ text, phone }) => html`<p>${text}${call(phone)}</p>`);
const call = (phone) => phone && html` <a href="${phone.uri}">${phone.text}</a> ${phone.hours}`;

customElements.define("tyonohjaus-contact", class extends HTMLElement {
keys = {};

async connectedCallback() {
	if (this.api) return;
	const given = (name) => this.getAttribute(name);
	const language = this.closest("[lang]")?.lang.split("-")[0] || "en";
	this.api = new URL(`tyonohjaus/api/${language}/`, new URL(given("src") || "/", scriptUrl));
	this.ids = `tyo-${++count}-`;
	this.query = { supervisor: given("supervisor"), service: given("service"), office: given("office") };
	this.formQuery = { ...this.query, page: given("page") };
	const times = this.get("times/", this.query).catch(() => {});
	try {
		this.start(...(await Promise.all([this.get("", {}), this.get("form/", this.formQuery), times])));
	} catch {} // The children stay.
}

get(path, query) {
	return this.request(`${path}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`);
}

async request(path, options) {
	const fail = () => Promise.reject({ detail: this.texts?.unreachable, phone: this.form?.phone });
	options = { credentials: "omit", signal: AbortSignal.timeout(6e4), ...options };
	const response = await fetch(new URL(path, this.api), options).catch(fail);
	const data = response.json().catch(fail);
	if (response.ok) return data;
	throw await data;
}

heading(name, text) {
	return html`<h2 id=${this.ids}${name} tabindex=-1>${text}</h2>`;
}

focusOn(name) {
	document.getElementById(this.ids + name).focus();
}

start({ texts }, form, times) {
	this.texts = texts;
	document.adoptedStyleSheets.push(sheet);
	this.innerHTML = "<div></div><p role=status></p><div></div>";
	[this.timesBox, this.status, this.formBox] = this.children;
	this.timesBox.onclick = ({ target: { dataset: { slot, from } } }) => {
		if (slot) this.choose(this.slots[slot]);
		if (from) this.loadTimes({ from });
	};
	this.timesBox.onchange = ({ target: { name, value } }) =>
		this.loadTimes({ from: "", length: "", [name]: value }, `times-${name}`);
	this.formBox.onsubmit = (event) => {
		event.preventDefault();
		this.sending ||= this.during(() => this.send(), texts.sending).then(() => delete this.sending);
	};
	if (times) this.showTimes(times);
	this.showForm(form);
}

// Shows progress and problems.
async during(load, text = this.texts.loading) {
	this.status.textContent = text;
	const problem = await load().catch((error) => error);
	this.status.innerHTML = html`${problem?.detail}${call(problem?.phone)}`;
}

loadTimes(changes, focused = "times") {
	return this.during(async () => {
		const query = { ...this.query, ...changes };
		this.showTimes(await this.get("times/", query));
		this.query = query;
		this.focusOn(focused);
	});
}

showTimes({ days, services, service, lengths, length, time_zone, ...weeks }) {
	const { texts } = this;
	const select = (name, value, choices) =>
		choices[1] && this.field({ id: `times-${name}`, name, label: texts[name], required: true, choices, value });
	this.slots = days.flatMap(({ slots }) => slots);
	const button = (slot) => {
		const text = [slot.label, !this.query.supervisor && slot.supervisor.name, slot.office?.name].filter(Boolean).join(", ");
		return html`<li><button type=button data-slot=${this.slots.indexOf(slot)}>${text}</button></li>`;
	};
	const day = ({ label, slots }) => html`<h3>${label}</h3><ul>${slots.map(button)}</ul>`;
	const week = (name) => weeks[name] && html`<button type=button data-from=${weeks[name]}>${texts[name]}</button> `;
	this.timesBox.innerHTML = html`${this.heading("times", texts.times)}
		${select("service", service.id, services.map(({ id, name }) => ({ value: id, label: name })))}
		${select("length", length, lengths.map((value) => ({ value, label: `${value} min` })))}
		<p>${days.length ? time_zone.label : texts.no_times}</p>${days.map(day)}<p>${week("earlier")}${week("later")}</p>`;
}

choose(slot) {
	return this.during(async () => {
		const query = { ...this.formQuery, ...slot.form };
		this.showForm(await this.get("form/", query), null, slot.form);
		this.formQuery = query;
		this.focusOn("form");
	});
}

answers() {
	const answers = {};
	for (const { name, type, value, checked, dataset } of this.formBox.querySelectorAll("[name]")) {
		if (dataset.several) (answers[name] ||= []).push(...(checked ? [value] : []));
		else answers[name] = type === "checkbox" ? checked : value;
	}
	return answers;
}

field({ name, id = name, type, label, help, choices, value, lang, error, required, autocomplete, input_mode }) {
	id = this.ids + id;
	const notes = (help || error) && html`<div id=${id}-notes>${error && html`<strong>${error}</strong> `}${help}</div>`;
	const state = { "aria-describedby": notes && `${id}-notes`, "aria-invalid": !!error };
	const own = { id, name, required, autocomplete, inputmode: input_mode, ...state };
	const text = [label, !required && ` ${this.texts.optional}`];
	const chosen = (choice) => [value].flat().includes(choice);
	const box = (attributes, label) => html`<label${set({ lang })}><input type=checkbox${set(attributes)}>${label}</label>`;
	if (type === "checkbox") return html`${notes}${box({ ...own, checked: value }, text)}`;
	if (/checkboxes|multiselect/.test(type)) {
		const one = ({ value, label }, index) =>
			box({ id: id + (index || ""), name, value, checked: chosen(value), "data-several": 1 }, label);
		return html`<fieldset${set(state)}><legend>${text}</legend>${notes}${choices.map(one)}</fieldset>`;
	}
	const option = ({ value, label }) => html`<option value="${value}"${set({ selected: chosen(value) })}>${label}</option>`;
	let input = html`<input${set({ ...own, type, value })}>`;
	if (choices) input = html`<select${set(own)}><option hidden>${choices.map(option)}</select>`;
	if (type === "textarea") input = html`<textarea rows=5${set(own)}>${value}</textarea>`;
	return html`<p><label for=${id}>${text}</label></p>${notes}${input}`;
}

// Keeps answers, but not of `preset`.
showForm(form, problem, preset = {}) {
	const { texts, ids } = this;
	const { consent, honeypot } = form;
	const answers = this.answers();
	const errors = problem?.errors || [];
	for (const name in preset) delete answers[name];
	if (consent.version !== this.form?.consent.version) delete answers.consent;
	const errorOf = ({ name }) => errors.find(({ field }) => field === name)?.message;
	const show = (field) => this.field({ ...field, error: errorOf(field), value: answers[field.name] ?? field.value });
	const hidden = ({ name, value }) => {
		if (name === "visitor_time_zone") value = Intl.DateTimeFormat().resolvedOptions().timeZone;
		return html`<input type=hidden${set({ name, value })}>`;
	};
	const group = ({ heading, fields }) => html`<fieldset><legend>${heading}</legend>${fields.map(show)}</fieldset>`;
	this.formBox.innerHTML = html`${this.heading("form", texts.form)}${lines(form.messages)}${rows(form.summary)}
		${problem && html`<div role=alert tabindex=-1 id=${ids}problem>
		<p>${problem.detail}${call(problem.phone)}</p>${errors.map(({ field, message }) => link(`#${ids}${field || "form"}`, message))}</div>`}
		<form novalidate>${form.groups.map(group)}${form.hidden.map(hidden)}
		${consent.required && show({ ...consent, lang: consent.language, type: "checkbox" })}${consent.privacy_url && link(new URL(consent.privacy_url, this.api), texts.privacy)}
		<p aria-hidden=true><label>${honeypot.label} <input name="${honeypot.name}" tabindex=-1 autocomplete=off></label></p>
		<p><button>${texts.send}</button></p></form>`;
	this.form = form;
	if (problem) this.focusOn("problem");
}

// Equal answers are stored once.
async send() {
	const answers = this.answers();
	const key = (this.keys[JSON.stringify(answers)] ||= crypto.getRandomValues(new Uint8Array(16)).join(""));
	const body = JSON.stringify({ token: this.form.token, answers });
	const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
	try {
		this.showReceipt(await this.request("form/", { method: "POST", headers, body }));
	} catch (problem) {
		const form = /invalid-token$/.test(problem.type) && (await this.get("form/", this.formQuery));
		this.showForm(problem.form || form || this.form, problem);
	}
}

showReceipt({ heading, reference, messages, summary, receipt_url }) {
	this.innerHTML = html`${this.heading("receipt", heading)}
		<p>${this.texts.reference} <strong>${reference}</strong></p>${rows(summary)}
		${lines(messages)}
		${link(new URL(receipt_url, this.api), this.texts.receipt)}`;
	this.focusOn("receipt");
}
});
}
