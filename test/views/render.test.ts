import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, parseJson } from "../../src/json.ts";
import { plainStyle } from "../../src/terminal/style.ts";
import { unescapeCsvFormulas } from "../../src/text/formulas.ts";
import { type RenderOptions, renderResult } from "../../src/views/render.ts";
import type { Text, View } from "../../src/views/view.ts";

const one: View<JsonValue> = {
  table: () => "::table\n",
  value: (value) => ({ one: value }),
};

const many: View<readonly JsonObject[]> = {
  table: async function* () {
    yield "Id\n:";
    yield ":error::x\n";
  },
  value: (rows) => ({ many: stream(rows), columns: ["id", "note", "size", "tags"] }),
};

const rows = [
  parseJson('{"id":"1","note":"=1+1","size":-5,"tags":["a","b"],"extra":{"a.b":1,"c":{"d":2}}}'),
  parseJson('{"id":"2","note":"say \\"hi\\", ok\\r\\nbye","size":1.10,"tags":null}'),
  parseJson('{"id":"3","note":"","size":90071992547409931}'),
] as JsonObject[];

describe("json", () => {
  it("one value: indented, digits kept, nothing else", async () => {
    expect(await draw(one, rows[2] ?? null, "json")).toBe(
      '{\n  "id": "3",\n  "note": "",\n  "size": 90071992547409931\n}\n',
    );
  });

  it("many: one array, an object per line", async () => {
    expect(await draw(many, rows.slice(1), "json")).toMatchInlineSnapshot(`
      "[
        {"id":"2","note":"say \\"hi\\", ok\\r\\nbye","size":1.10,"tags":null},
        {"id":"3","note":"","size":90071992547409931}
      ]
      "
    `);
    expect(await draw(many, [], "json")).toBe("[]\n");
  });

  it("is safe for a terminal and a build log, and means the same", async () => {
    const evil = { "na\u200bme": "\u001b[2J\u202e ##[group]\u{e0041}" };
    for (const format of ["json", "ndjson"] as const) {
      const text = await draw(one, evil, format);
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|##\[/u);
      expect(JSON.parse(text)).toEqual(evil);
    }
  });

  it("yields nothing before the first row is there", async () => {
    for (const format of ["json", "ndjson", "csv"] as const) {
      const seen: string[] = [];
      const failing: View<null> = {
        table: () => "",
        value: () => ({ many: refused(), columns: ["id"] }),
      };
      const text = renderResult(failing, null, drawing(format));
      await expect(collect(text, seen)).rejects.toThrow("refused");
      expect(seen).toEqual([]);
    }
  });
});

describe("ndjson", () => {
  it("a line per object", async () => {
    expect(await draw(many, rows.slice(1), "ndjson")).toBe(
      '{"id":"2","note":"say \\"hi\\", ok\\r\\nbye","size":1.10,"tags":null}\n' +
        '{"id":"3","note":"","size":90071992547409931}\n',
    );
    expect(await draw(many, [], "ndjson")).toBe("");
  });

  it("one value is one line, an array a line per item", async () => {
    expect(await draw(one, { a: ["x"] }, "ndjson")).toBe('{"a":["x"]}\n');
    expect(await draw(one, ["x", null], "ndjson")).toBe('"x"\nnull\n');
  });
});

describe("csv", () => {
  it("quotes, neutralizes texts and leaves numbers alone", async () => {
    expect(await draw(many, rows, "csv")).toBe(
      'id,note,size,tags\n1,\'=1+1,-5,"[""a"",""b""]"\n2,"say ""hi"", ok\r\nbye",1.10,\n3,"",90071992547409931,\n',
    );
  });

  it("is a header alone for no rows", async () => {
    expect(await draw(many, [], "csv")).toBe("id,note,size,tags\n");
  });

  it("makes a row of one object, rows of an array, a cell of a plain value", async () => {
    expect(await draw(one, { a: "x", b: null }, "csv")).toBe("a,b\nx,\n");
    expect(await draw(one, [{ a: "x" }, { b: true }], "csv")).toBe("a,b\nx,\n,true\n");
    expect(await draw(one, "x", "csv")).toBe("value\nx\n");
  });

  it("shows control characters on a terminal, and only there", async () => {
    const value = { note: "a\u001b[2J\nb" };
    expect(await draw(one, value, "csv")).toBe('note\n"a\u001b[2J\nb"\n');
    expect(await draw(one, value, "csv", { width: 80 })).toBe('note\n"a\\x1b[2J\nb"\n');
  });

  it("neutralizes headers too", async () => {
    expect(await draw(one, { "=cmd": "x" }, "csv")).toBe("'=cmd\nx\n");
  });

  it("gives every text back when it is read again", async () => {
    const special = fc.constantFrom(..."'=+-@\t\r\n＝\",;:#[ a\u2028\ufeff");
    const text = fc.string({ unit: special, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), async (pairs) => {
        const objects = pairs.map(([note, tags]) => ({ id: "x", note, tags }));
        const read: string[][] = parse(await draw(many, objects, "csv"), { from_line: 2 });
        expect(read.map((cells) => cells.map(unescapeCsvFormulas))).toEqual(
          pairs.map(([note, tags]) => ["x", note, "", tags]),
        );
      }),
    );
  });
});

describe("select", () => {
  const [first = {}] = rows;

  it.each([
    [["id"], '{"id":"1"}'],
    [["size", "id"], '{"size":-5,"id":"1"}'],
    [["extra.c.d"], '{"extra":{"c":{"d":2}}}'],
    [["extra.c.d", "extra.a.b"], '{"extra":{"c":{"d":2}}}'],
    [["extra.c", "extra.c.d"], '{"extra":{"c":{"d":2}}}'],
    [["extra.c.d", "extra"], '{"extra":{"a.b":1,"c":{"d":2}}}'],
    [["missing", "id.deeper", "tags.0", "constructor"], "{}"],
  ])("%j", async (select, line) => {
    expect(await draw(one, first, "ndjson", { select })).toBe(`${line}\n`);
  });

  it("takes a key with a dot for what it is", async () => {
    const value = parseJson('{"a.b":1,"a":{"b":2},"__proto__":{"x":3}}');
    expect(await draw(one, value, "ndjson", { select: ["a.b"] })).toBe('{"a.b":1}\n');
    expect(await draw(one, value, "ndjson", { select: ["__proto__.x"] })).toBe('{"__proto__":{"x":3}}\n');
  });

  it("works on arrays and streams, and makes the columns of CSV", async () => {
    expect(await draw(many, rows, "json", { select: ["id"] })).toBe(
      '[\n  {"id":"1"},\n  {"id":"2"},\n  {"id":"3"}\n]\n',
    );
    expect(await draw(one, rows, "ndjson", { select: ["size"] })).toBe(
      '{"size":-5}\n{"size":1.10}\n{"size":90071992547409931}\n',
    );
    expect(await draw(many, rows, "csv", { select: ["extra.c.d", "id"] })).toBe(
      "extra.c.d,id\n2,1\n,2\n,3\n",
    );
  });
});

describe("table", () => {
  it("is the view's own text", async () => {
    expect(await draw(one, null, "table")).toBe("::table\n");
    expect(await draw(many, [], "table")).toBe("Id\n::error::x\n");
    const promised: View<null> = { table: async () => "promised\n", value: () => ({ one: null }) };
    expect(await draw(promised, null, "table")).toBe("promised\n");
  });

  it("starts no workflow command in GitHub Actions", async () => {
    const env = { GITHUB_ACTIONS: "true" };
    expect(await draw(one, null, "table", { env })).toBe("\\x3a:table\n");
    expect(await draw(many, [], "table", { env })).toBe("Id\n\\x3a:error::x\n");
  });
});

type Options = {
  readonly select?: readonly string[];
  readonly env?: RenderOptions["env"];
  readonly width?: number;
};

function drawing(format: RenderOptions["format"], { select, env = {}, width }: Options = {}): RenderOptions {
  return { format, select, env, page: { width, style: plainStyle } };
}

async function draw<R>(
  view: View<R>,
  result: R,
  format: RenderOptions["format"],
  options?: Options,
): Promise<string> {
  const pieces: string[] = [];
  await collect(renderResult(view, result, drawing(format, options)), pieces);
  return pieces.join("");
}

async function collect(text: Text, pieces: string[]): Promise<void> {
  if (typeof text === "string") pieces.push(text);
  else for await (const piece of text) pieces.push(piece);
}

async function* stream(objects: readonly JsonObject[]): AsyncGenerator<JsonObject> {
  yield* objects;
}

async function* refused(): AsyncGenerator<JsonObject> {
  yield* [];
  throw new Error("refused");
}
