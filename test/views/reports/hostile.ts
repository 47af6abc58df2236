/** Text that tries to be more than text. */
import fc from "fast-check";
import { codePoint } from "../../harness/text/codePoint.ts";

export const HOSTILE: readonly string[] = [
  "<script>globalThis.stolen = 1</script>",
  '"><img src=http://127.0.0.1:9/x onerror="globalThis.stolen=1">',
  "'><svg/onload=globalThis.stolen=1>",
  "</title></style></script></textarea></template></noscript></li></ol></main>",
  "<!-- --><![CDATA[ ]]> ]]>",
  "<style>*{display:none!important}</style><link rel=stylesheet href=//127.0.0.1:9/>",
  "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><base href=//127.0.0.1:9/>",
  "javascript:globalThis.stolen=1 data:text/html,<script>alert(1)</script>",
  "&lt;b&gt; &amp;amp; &#x3c;i&#62; &nbsp;",
  "\u202eevil\u2066 \u200b\u2060\ufeff\u{e0041} \u2028\u2029",
  "\u0000\u0001\u001b[31mred\u001b[0m\u007f\u0085\u009b \ufffe\uffff",
  "\ud800 lone \udfff",
  "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324".repeat(20),
  "a | b \\| c || \\\\| d",
  "`code` ``two`` ```three``` ~~~",
  "` | `` | ``` |",
  "@octocat @team/everyone mail@example.com #1 GH-2 owner/repo#3",
  "[link](http://127.0.0.1:9/) ![image](http://127.0.0.1:9/) <http://127.0.0.1:9/> www.example.com",
  "**bold** _it_ # head\n## head\n- list\n> quote\n---\n| a | b |\n|---|---|\n",
  "line\nbreak\r\nand\rreturn\ttab",
  "\n::error file=x::stolen\n::set-output name=x::y",
  "##[command]stolen %0A::stop-commands::x ##vso[task.setvariable]x",
  "/approve\n/merge\n/close",
  "%25 %0D %0A % : , ;",
  "   ",
  "\\",
  "&",
  "",
  "عقد المؤسسة (2027) تجديد",
  "🧑‍💼🏳️‍🌈 emoji",
];

const PIECES = [
  ...HOSTILE,
  "|",
  "`",
  "\\",
  "<",
  ">",
  "&",
  '"',
  "'",
  "@",
  "#",
  "\n",
  "\r",
  ":",
  "%",
  "]]>",
  " ",
];

/** Hostile text, pieces of it in any order, and any characters. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((parts) => parts.join("")),
  fc.string({ unit: codePoint, maxLength: 60 }),
);
