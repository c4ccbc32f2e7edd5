// Words that would be a program if they were ever taken for one. Run, each sets `window.broken`, or asks
// another address for something, which the policy refuses and the harness hears.
export const INJECTIONS = [
  "<script>window.broken = 1</script>", "<img src=x onerror='window.broken = 1'>", "<svg onload=window.broken=1>",
  "<svg><script>window.broken=1</script></svg>", "\"><script>window.broken=1</script>", "'><img src=x onerror=window.broken=1>",
  "<iframe src='javascript:parent.broken=1'></iframe>", "javascript:window.broken=1", "<a href='javascript:window.broken=1'>tap</a>",
  "<body onload=window.broken=1>", "<input autofocus onfocus=window.broken=1>", "<details open ontoggle=window.broken=1>",
  "<video><source onerror=window.broken=1></video>", "<style>* { display: none }</style>", "<link rel=stylesheet href=//x.test>",
  "<meta http-equiv=refresh content='0;url=//x.test'>", "<base href=//x.test>", "<form action=//x.test><button>ok</button></form>",
  "<math><mi xlink:href='javascript:window.broken=1'>x</mi></math>", "<object data='javascript:window.broken=1'></object>",
  "<embed src='javascript:window.broken=1'>", "<marquee onstart=window.broken=1>x</marquee>", "<!--<img src='--><img src=x onerror=window.broken=1>",
  "</textarea><script>window.broken=1</script>", "</title><script>window.broken=1</script>", "<ScRiPt>window.broken=1</sCrIpT>",
  "&lt;script&gt;window.broken=1&lt;/script&gt;", "{{constructor.constructor('window.broken=1')()}}", "${window.broken=1}",
  "'; drop table person; --",
];

// Out of an attribute, a comment, a field, a quotation, a drawing; twice, in bold, and as it is.
const AROUND = [
  (it) => it, (it) => `"${it}`, (it) => `'>${it}`, (it) => `--><!-- ${it} -->`, (it) => `</textarea></blockquote>${it}`,
  (it) => `<b>${it}</b>`, (it) => `\`${it}\``, (it) => `]]>${it}`, (it) => `<svg><desc>${it}</desc></svg>`, (it) => `${it}\u00a0${it}`,
];

// Three hundred, no two alike, each on a line of its own.
export const THREE_HUNDRED = AROUND.flatMap((around) => INJECTIONS.map(around));
