/* The page behind a link. What is sealed is opened here, with the secret behind "#", which the
   browser never sends. Words are only ever put in as text. */
(function () {
  "use strict";

  var ELSEWHERE = "https://www.bbc.co.uk/weather";
  var MOST_ANSWER_BYTES = 96 * 1024;
  var TRY_AGAIN_MS = 10000;

  /* ---- The link, and what is sealed ---- */

  function bytesOf(text) { return new TextEncoder().encode(text); }

  function joined(parts) {
    var length = parts.reduce(function (sum, part) { return sum + part.length; }, 0);
    var all = new Uint8Array(length), at = 0;
    parts.forEach(function (part) { all.set(part, at); at += part.length; });
    return all;
  }

  /* Sixteen bytes, or null where the link was cut short. A space that was pasted along is no harm. */
  function secretIn(hash) {
    var text = hash.replace(/^#/, "").replace(/%20/g, "").replace(/\s/g, "");
    if (!/^[A-Za-z0-9_-]{22}$/.test(text)) { return null; }
    var binary = atob(text.replace(/-/g, "+").replace(/_/g, "/") + "==");
    return Uint8Array.from(binary, function (c) { return c.charCodeAt(0); });
  }

  function idIn(path) {
    var digits = decodeURIComponent(path).replace(/\s/g, "").replace(/\/$/, "").split("/").pop().replace(/-/g, "");
    if (!/^[0-9a-f]{32}$/i.test(digits)) { return null; }
    return Uint8Array.from(digits.match(/../g), function (pair) { return parseInt(pair, 16); });
  }

  function isSame(a, b) {
    return a.length === b.length && a.every(function (byte, at) { return byte === b[at]; });
  }

  /* The same keys as src/seal/share.rs derives; the two agree on the vectors in tests/vectors. */
  async function keysOf(secret) {
    var from = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
    async function bits(label) {
      var how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: bytesOf(label) };
      return new Uint8Array(await crypto.subtle.deriveBits(how, from, 256));
    }
    async function key(label, use) {
      return crypto.subtle.importKey("raw", await bits(label), "AES-GCM", false, [use]);
    }
    return {
      id: (await bits("id")).slice(0, 16),
      door: await bits("door"),
      page: await key("page", "decrypt"),
      answer: await key("answer", "encrypt")
    };
  }

  async function openPage(keys, sealed) {
    var how = { name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: keys.id, tagLength: 128 };
    var plain = await crypto.subtle.decrypt(how, keys.page, sealed.slice(12));
    return JSON.parse(new TextDecoder().decode(plain));
  }

  async function sealAnswer(keys, answer, iv) {
    iv = iv || crypto.getRandomValues(new Uint8Array(12));
    var how = { name: "AES-GCM", iv: iv, additionalData: keys.id, tagLength: 128 };
    var sealed = await crypto.subtle.encrypt(how, keys.answer, bytesOf(JSON.stringify(answer)));
    return joined([iv, new Uint8Array(sealed)]);
  }

  function nothingSaid() {
    return { at: 0, said: {}, numbers: {}, steps: {}, line: "", agreed: null, agreed_words: "", differently: "" };
  }

  function isEmpty(answer) {
    return !Object.keys(answer.said).length && !Object.keys(answer.numbers).length &&
      !Object.keys(answer.steps).length && !answer.line && !answer.agreed &&
      !answer.agreed_words && !answer.differently;
  }

  if (typeof module === "object" && module.exports) {
    module.exports = {
      secretIn: secretIn, idIn: idIn, keysOf: keysOf, openPage: openPage, sealAnswer: sealAnswer,
      nothingSaid: nothingSaid, isEmpty: isEmpty
    };
    return;
  }

  /* ---- Making the page ---- */

  var keys = null, pass = null, page = null, answer = nothingSaid();
  var sending = null, isSent = false, isGoing = false, nFields = 0;

  function byId(id) { return document.getElementById(id); }

  function element(name, about, children) {
    var made = document.createElement(name);
    Object.keys(about || {}).forEach(function (key) {
      if (key === "text") { made.textContent = about.text; }
      else if (key.slice(0, 3) === "on_") { made.addEventListener(key.slice(3), about[key]); }
      else { made.setAttribute(key, about[key]); }
    });
    (children || []).forEach(function (child) { if (child) { made.appendChild(child); } });
    return made;
  }

  function say(words) { byId("said").textContent = words; }

  function day(text, withYear) {
    var at = new Date(text + "T12:00:00Z");
    if (isNaN(at)) { return text; }
    var how = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
    if (withYear) { how.year = "numeric"; }
    return at.toLocaleDateString("en-GB", how);
  }

  function isTheirs(version) { return version.by === "Theirs"; }

  function whose(version) {
    return isTheirs(version) ? "Your words" : version.by.Worker + "\u2019s words";
  }

  function versions(said) {
    var isTwo = said.versions.length > 1;
    var shown = [];
    if (isTwo) { shown.push(element("p", { class: "soft", text: "Two of you wrote here. Both are kept." })); }
    said.versions.forEach(function (version) {
      if (!version.words) { return; }
      shown.push(element("blockquote", { class: isTheirs(version) ? "voice" : "ours", text: version.words }));
      if (isTwo) { shown.push(element("p", { class: "soft", text: whose(version) + ", " + day(version.on) })); }
    });
    return shown;
  }

  function wordsOf(said) { return said.versions.length ? said.versions[0].words : ""; }

  /* Which of several, for who does not see where it stands. */
  function inShort(said) {
    var words = wordsOf(said);
    return words.length > 48 ? words.slice(0, 48).trim() + "\u2026" : words;
  }

  function named(what, about) { return about ? what + (/[.?]$/.test(what) ? " " : ": ") + about : what; }

  function changed() { isSent = false; sending = null; }

  function field(label, value, heard, kind, about) {
    var id = "field-" + (nFields += 1);
    var area = element("textarea", { id: id, rows: "3", autocomplete: "off", class: kind || "", on_input: function () {
      heard(area.value);
      changed();
    } });
    area.value = value;
    if (about) { area.setAttribute("aria-label", named(label, about)); }
    return element("div", {}, [element("label", { for: id, text: label }), area]);
  }

  /* What stands in a place, and a way to say it otherwise. */
  function place(heading, said, level) {
    var was = wordsOf(said), slot = String(said.slot);
    var box = element(level === "h2" ? "section" : "div", {}, [element(level, { text: heading })].concat(versions(said)));
    var button = element("button", { type: "button", text: was ? "Say it differently" : "Write something here", "aria-expanded": "false" });
    button.setAttribute("aria-label", button.textContent + ": " + heading);
    function hear(words) {
      if (words.trim() === was.trim()) { delete answer.said[slot]; } else { answer.said[slot] = words.trim(); }
    }
    function open(words) {
      var now = field(was ? "In your words. Leave it empty to cross it out." : "In your words", words, hear, "voice-in", heading);
      var back = element("button", { type: "button", class: "quiet", text: "Leave it as it was", "aria-label": "Leave it as it was: " + heading, on_click: function () {
        delete answer.said[slot];
        changed();
        box.removeChild(now);
        box.removeChild(back);
        ways.forEach(function (way) { way.hidden = false; });
        button.focus();
      } });
      ways.forEach(function (way) { way.hidden = true; });
      box.appendChild(now);
      box.appendChild(back);
      now.querySelector("textarea").focus();
    }
    var ways = [button];
    button.addEventListener("click", function () { open(slot in answer.said ? answer.said[slot] : was); });
    if (said.together) {
      box.appendChild(element("p", { class: "soft", text: "Both of them fit together:" }));
      box.appendChild(element("blockquote", { class: "voice", text: said.together }));
      ways.push(element("button", { type: "button", text: "Say it like this", "aria-label": "Say it like this: " + said.together, on_click: function () {
        hear(said.together);
        changed();
        open(said.together);
      } }));
      box.appendChild(ways[1]);
    }
    box.appendChild(button);
    return box;
  }

  function choices(legend, list, heard, kind, notNow, about) {
    notNow = notNow || "Not today";
    var name = "choice-" + (nFields += 1), question = named(legend, about);
    var set = element("fieldset", { class: kind || "", "aria-label": question }, [element("legend", { text: legend })]);
    list.forEach(function (one, at) {
      var id = name + "-" + at;
      var input = element("input", { type: "radio", name: name, id: id, autocomplete: "off", on_change: function () {
        heard(one.value);
        changed();
      } });
      set.appendChild(element("span", { class: "choice" }, [input, element("label", { for: id, text: one.words })]));
    });
    set.appendChild(element("button", { type: "button", class: "quiet", text: notNow, "aria-label": notNow + ": " + question, on_click: function () {
      Array.prototype.forEach.call(set.querySelectorAll("input"), function (input) { input.checked = false; });
      heard(null);
      changed();
    } }));
    return set;
  }

  /* Numbers as buttons; any of them may be left out. */
  function rating(legend, from, rated, about) {
    var list = [], slot = String(rated.slot);
    for (var n = from; n <= 10; n += 1) { list.push({ value: n, words: String(n) }); }
    var before = rated.number === null ? null : element("p", { class: "soft", text: "Last time: " + rated.number });
    return element("div", {}, [choices(legend, list, function (number) {
      if (number === null) { delete answer.numbers[slot]; } else { answer.numbers[slot] = number; }
    }, "numbers", "", about), before]);
  }

  function whoTakes(step, words) {
    return [words[step.who], step.when].filter(Boolean).join(", ");
  }

  function stepOf(step, title) {
    var slot = String(step.words.slot), kept = { how: null, in_the_way: "", next: "" };
    function keep() {
      if (kept.how || kept.in_the_way || kept.next) { answer.steps[slot] = kept; } else { delete answer.steps[slot]; }
    }
    var about = inShort(step.words), how = whoTakes(step, { Me: "You", You: page.worker || "Your link worker", Both: "Both of you", SomebodyElse: "Somebody else" });
    return element("div", { class: "step" }, [element("h3", { text: title })].concat(versions(step.words), [
      how ? element("p", { class: "soft", text: how }) : null,
      choices("How did it go?", [
        { value: "DidIt", words: "I did it" }, { value: "SomeOfIt", words: "Some of it" },
        { value: "NotYet", words: "Not yet" }, { value: "NotAnyMore", words: "Not any more" }
      ], function (said) { kept.how = said; keep(); }, "", "", about),
      field("What got in the way? You need not say.", "", function (words) { kept.in_the_way = words.trim(); keep(); }, "", about),
      field("Would something smaller be better next?", "", function (words) { kept.next = words.trim(); keep(); }, "voice-in", about),
      rating("How sure do you feel about it, from 1 to 10?", 1, step.sure, about)
    ]));
  }

  /* A page that an older app sealed has one at most. */
  function otherSteps(one) { return one.other_steps || []; }

  function hope(one) {
    var box = place("Something you hope for", one.words, "h2");
    if (one.wording) { box.appendChild(element("p", { class: "ours", text: one.wording })); }
    /* Before the steps: after one of them it would seem to be asked of that. */
    box.appendChild(rating("How is it going, from 0 to 10?", 0, one.going, inShort(one.words)));
    box.appendChild(rating("How much does it matter to you, from 1 to 10?", 1, one.importance, inShort(one.words)));
    if (wordsOf(one.step.words)) { box.appendChild(stepOf(one.step, "One small step")); }
    else { box.appendChild(place("One small step to try", one.step.words, "h3")); }
    otherSteps(one).forEach(function (step) { box.appendChild(stepOf(step, "Another small step")); });
    return box;
  }

  var BECAME = { Kept: "This was done.", NotYet: "Not yet.", LetGo: "This was let go." };

  function promise(one) {
    var more = [one.on && !one.became ? "By " + day(one.on) + "." : "", BECAME[one.became] || "", one.became_words];
    return element("li", {}, [element("div", { text: one.text }), element("div", { class: "soft", text: more.filter(Boolean).join(" ") })]);
  }

  function promises() {
    var name = page.worker || "your link worker";
    var said = page.promises.length
      ? element("ul", {}, page.promises.map(promise))
      : element("p", { text: "Nothing is promised at the moment." });
    return element("section", {}, [element("h2", { text: "What " + name + " promised you" }), said]);
  }

  var HOW = { Home: "at home", Phone: "by phone", Community: "somewhere nearby", Clinic: "at the surgery" };

  function whenNext(withYear) {
    var how = HOW[page.next.how] ? ", " + HOW[page.next.how] : "";
    return day(page.next.on, withYear) + how;
  }

  function nextContact() {
    var reach = howToReach();
    if (!page.next && !reach.length) { return null; }
    return element("section", {}, [
      element("h2", { text: page.next ? "When you are next in touch" : "If you want to be in touch" }),
      page.next ? element("p", { text: whenNext() }) : null
    ].concat(reach.map(function (line) { return element("p", { text: line }); })));
  }

  /* A page that an older app sealed has no numbers on it. */
  function howToReach() {
    var reach = page.reach || {}, lines = [];
    if (reach.worker) { lines.push((page.worker ? page.worker + ": " : "") + reach.worker); }
    if (reach.team) { lines.push((reach.team_name ? reach.team_name + ": " : "") + reach.team); }
    return lines;
  }

  function ending() {
    var name = page.worker || "your link worker";
    return element("section", {}, [
      element("h2", { text: "Before you send it" }),
      field("A line to " + name + ", if you like", "", function (words) { answer.line = words.trim(); }, "voice-in"),
      field("Is there something that you two see differently?", "", function (words) { answer.differently = words.trim(); }, "voice-in"),
      choices("Do you agree with this page?", [{ value: "Agreed", words: "I agree" }, { value: "NotYet", words: "Not yet" }],
        function (agreed) { answer.agreed = agreed; }, "", "Leave it open"),
      field("You may say why. You need not.", "", function (words) { answer.agreed_words = words.trim(); }),
      element("button", { type: "button", id: "send", class: "primary", text: "Send it to " + name, on_click: send }),
      element("p", { class: "soft", text: "You can leave anything out. Nothing is sent before you press this." })
    ]);
  }

  function keeping() {
    return element("section", {}, [
      element("h2", { text: "Keep a copy" }),
      element("p", { class: "soft", text: "Whoever uses this phone could find a saved copy." }),
      element("button", { type: "button", text: "Print it", on_click: function () { fillCopy(); window.print(); } }),
      element("button", { type: "button", text: "Save it as a file", on_click: saveCopy })
    ]);
  }

  function showPage() {
    var main = byId("page"), name = page.worker || "your link worker";
    var parts = [
      element("h1", { tabindex: "-1", id: "hello", text: page.called ? "Hello, " + page.called : "Hello" }),
      element("p", { text: "This is the page that you and " + name + " keep together. Change what is not right. Leave out what you like." }),
      place("What matters to you", page.matters, "h2"),
      promises()
    ].concat(page.hopes.map(hope), [
      place("What you are good at, and what works already", page.strengths, "h2"),
      place("What helps you", page.helps, "h2"),
      place("What gets in the way", page.in_the_way, "h2"),
      element("section", {}, [
        element("h2", { text: "If it gets hard" }),
        place("How somebody could tell", page.if_hard.signs, "h3"),
        place("What helps then", page.if_hard.helps, "h3"),
        place("Whom to ask", page.if_hard.whom, "h3")
      ]),
      nextContact(), ending(), keeping()
    ]);
    main.textContent = "";
    parts.forEach(function (part) { if (part) { main.appendChild(part); } });
    byId("door").hidden = true;
    main.hidden = false;
    say("");
    window.scrollTo(0, 0);
    byId("hello").focus();
  }

  /* ---- A copy, with what was said in it ---- */

  function copyOf(doc) {
    var article = doc.createElement("article");
    function add(name, words, kind) {
      if (!words) { return; }
      var made = doc.createElement(name);
      made.textContent = words;
      if (kind) { made.className = kind; }
      article.appendChild(made);
    }
    function addPlace(heading, said, name) {
      var slot = String(said.slot);
      var shown = slot in answer.said ? [{ words: answer.said[slot], by: "Theirs" }] : said.versions;
      shown = shown.filter(function (version) { return version.words; });
      if (shown.length) { add(name, heading); }
      shown.forEach(function (version) {
        add("blockquote", version.words, isTheirs(version) ? "voice" : "ours");
        if (shown.length > 1) { add("p", whose(version)); }
      });
    }
    function number(rated) {
      var slot = String(rated.slot);
      return slot in answer.numbers ? answer.numbers[slot] : rated.number;
    }
    function addStep(step, n) {
      var said = answer.steps[String(step.words.slot)];
      addPlace(n ? "Another small step" : "One small step", step.words, "h3");
      add("p", whoTakes(step, { Me: "Me", You: page.worker || "My link worker", Both: "Both of us", SomebodyElse: "Somebody else" }));
      if (said) { add("p", [HOW_IT_WENT[said.how] || "", said.in_the_way, said.next].filter(Boolean).join(" \u2013 "), "voice"); }
    }
    add("h1", page.called ? "The page of " + page.called : "A page");
    addPlace("What matters to me", page.matters, "h2");
    if (page.promises.length) { add("h2", "What " + (page.worker || "my link worker") + " promised me"); }
    page.promises.forEach(function (one) {
      add("p", [one.text, one.on && !one.became ? "(by " + day(one.on) + ")" : "", BECAME[one.became] || "", one.became_words].filter(Boolean).join(" "));
    });
    page.hopes.forEach(function (one) {
      var going = number(one.going), matters = number(one.importance);
      addPlace("Something I hope for", one.words, "h2");
      add("p", one.wording, "ours");
      [one.step].concat(otherSteps(one)).forEach(addStep);
      if (going !== null) { add("p", "How it is going: " + going + " of 10"); }
      if (matters !== null) { add("p", "How much it matters: " + matters + " of 10"); }
    });
    addPlace("What I am good at, and what works already", page.strengths, "h2");
    addPlace("What helps me", page.helps, "h2");
    addPlace("What gets in the way", page.in_the_way, "h2");
    addPlace("If it gets hard: how somebody could tell", page.if_hard.signs, "h2");
    addPlace("If it gets hard: what helps then", page.if_hard.helps, "h2");
    addPlace("If it gets hard: whom to ask", page.if_hard.whom, "h2");
    if (page.next) { add("h2", "When we are next in touch"); add("p", whenNext(true)); }
    howToReach().forEach(function (line) { add("p", line); });
    if (answer.line) { add("h2", "A line I wrote"); add("p", answer.line, "voice"); }
    if (answer.differently) { add("h2", "What we see differently"); add("p", answer.differently, "voice"); }
    if (answer.agreed || answer.agreed_words) { add("h2", "Whether I agree"); }
    add("p", AGREED[answer.agreed]);
    add("p", answer.agreed_words, "voice");
    return article;
  }

  var AGREED = { Agreed: "I agree with this page.", NotYet: "Not yet." };
  var HOW_IT_WENT = { DidIt: "I did it", SomeOfIt: "Some of it", NotYet: "Not yet", NotAnyMore: "Not any more" };

  function fillCopy() {
    if (!page) { return; }
    var copy = byId("copy") || document.body.appendChild(element("div", { id: "copy" }));
    copy.textContent = "";
    copy.appendChild(copyOf(document));
  }

  /* One file, without scripts, that needs nothing else. */
  function saveCopy() {
    var doc = document.implementation.createHTMLDocument("A page");
    var charset = doc.createElement("meta");
    charset.setAttribute("charset", "utf-8");
    doc.head.insertBefore(charset, doc.head.firstChild);
    doc.documentElement.setAttribute("lang", "en-GB");
    doc.body.appendChild(copyOf(doc));
    var text = "<!doctype html>\n" + new XMLSerializer().serializeToString(doc.documentElement);
    var address = URL.createObjectURL(new Blob([text], { type: "text/html" }));
    var link = element("a", { href: address, download: "page.html" });
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
  }

  /* ---- Opening and sending ---- */

  function post(what, bytes) {
    return fetch(location.pathname.replace(/\/$/, "") + "/" + what, {
      method: "POST", body: bytes, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer",
      headers: { "content-type": "application/octet-stream" }
    });
  }

  function codeSaid(words) {
    byId("code-said").textContent = words;
    if (words) { byId("code").focus(); }
  }

  var REFUSED = {
    404: "This link is not whole, or not open any more. Ask for a new one.",
    410: "This link is not open any more. Ask for a new one.",
    423: "The numbers were wrong five times, so the page is locked. Ask for new numbers.",
    429: "There were many tries just now. Wait a minute, then try again."
  };

  async function open(event) {
    event.preventDefault();
    var code = byId("code").value.replace(/\D/g, "");
    if (code.length !== 6) { codeSaid("Six numbers are needed."); return; }
    byId("open").disabled = true;
    try {
      codeSaid("");
      var told = await post("open", joined([keys.door, bytesOf(code)]));
      if (told.status === 403) {
        var left = Number(await told.text());
        codeSaid("Those are not the numbers. You can try " + (left === 1 ? "once more." : left + " more times."));
      } else if (told.status === 200) {
        var bytes = new Uint8Array(await told.arrayBuffer());
        pass = bytes.slice(0, 32);
        page = await openPage(keys, bytes.slice(32));
        byId("code").value = "";
        showPage();
      } else {
        codeSaid(REFUSED[told.status] || "Something went wrong on our side. Try again in a while.");
      }
    } catch (trouble) {
      codeSaid(page || pass ? "This page cannot be read. Ask for a new link." : "There is no network just now. Try again when there is.");
    }
    byId("open").disabled = false;
  }

  /* The same bytes again, however often it is tried: the server keeps one answer. */
  async function send() {
    if (isEmpty(answer)) { say("There is nothing to send yet. That is all right too."); return; }
    if (isSent) { return; }
    if (!sending) {
      answer.at = Date.now();
      if (bytesOf(JSON.stringify(answer)).length > MOST_ANSWER_BYTES) {
        say("That is more than this page can carry. Please make it shorter.");
        return;
      }
      sending = await sealAnswer(keys, answer);
    }
    trySending();
  }

  async function trySending() {
    if (!sending || isGoing) { return; }
    var what = sending;
    isGoing = true;
    try {
      var told = await post("answer", joined([pass, what]));
      if (told.status === 200) {
        if (sending === what) { sent(); }
      } else {
        sending = null;
        say((REFUSED[told.status] || "Something went wrong on our side. Try again in a while.") + " What you wrote is still here.");
      }
    } catch (trouble) {
      say("There is no network just now. What you wrote is on this page. Keep it open: it goes by itself.");
      setTimeout(trySending, TRY_AGAIN_MS);
    }
    isGoing = false;
  }

  function sent() {
    isSent = true;
    sending = null;
    var main = byId("page"), name = page.worker || "your link worker";
    main.textContent = "";
    say("");
    [
      element("h1", { tabindex: "-1", id: "hello", text: "It is on its way to " + name }),
      element("p", { text: "Thank you. What was there before is kept too." }),
      nextContact(), keeping(),
      element("p", { class: "soft", text: "You can close this page now." })
    ].forEach(function (part) { if (part) { main.appendChild(part); } });
    window.scrollTo(0, 0);
    byId("hello").focus();
  }

  /* At once, and without a question. */
  function leave() {
    isSent = true;
    document.body.textContent = "";
    keys = pass = page = sending = null;
    answer = nothingSaid();
    location.replace(ELSEWHERE);
  }

  function warn(event) {
    if (page && !isSent && !isEmpty(answer)) { event.preventDefault(); event.returnValue = ""; }
  }

  function refuse(words) {
    byId("door").hidden = false;
    byId("door-words").textContent = words;
    byId("code-form").hidden = true;
  }

  async function start() {
    byId("top").hidden = false;
    byId("leave").addEventListener("click", leave);
    window.addEventListener("beforeunload", warn);
    window.addEventListener("online", trySending);
    window.addEventListener("beforeprint", fillCopy);
    window.addEventListener("hashchange", function () { location.reload(); });
    var secret = secretIn(location.hash), id = idIn(location.pathname);
    if (!secret || !id) { refuse("A piece of this link is missing. Copy the whole of it, or ask for it again."); return; }
    if (!window.crypto || !crypto.subtle) { refuse("This phone cannot open the page safely. Ask for a printed one."); return; }
    keys = await keysOf(secret);
    if (!isSame(keys.id, id)) { refuse("A piece of this link is missing. Copy the whole of it, or ask for it again."); return; }
    byId("door").hidden = false;
    byId("code-form").addEventListener("submit", open);
    byId("code").focus();
  }

  start();
})();
