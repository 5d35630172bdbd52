// Expressions beyond the page's samples, worked out by hand: [expression, result, record]; and what is refused or fails, and why.
import type { Row } from './samples_table.ts'

export const LANGUAGE: readonly Row[] = [
  // Operators, as signs and as words, and which bind closer.
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['10 - 3 - 2', 5],
  ['7 mod 4 + 8 div 2', 7],
  ['-2 * -3', 6],
  ['~44', -45],
  ['6 & 3 | 8', 10],
  ['6 ^ 3', 5],
  ['1099 / 100', 10.99],
  ['"a" + 1', 'a1'],
  ['"2" + 3', 5],
  ['"2" + "3"', '23'],
  ['1 lt 2 and 2 le 2 and 3 gt 2 and 3 ge 3', true],
  ['1 eq 1.0 && "5" == 5 && "a" ne "b"', true],
  ['not (1 == 1) or !false', true],
  ['true or missing.x > 1', true],
  ['"abc" < "abd"', true],
  ['missing < 1 || missing >= 1', false],
  ['missing == null', true],
  ['[1, {"a": 2}] == [1, {"a": 2}]', true],
  ['a > 1 ? "big" : a == 1 ? "one" : "small"', 'one', { a: 1 }],
  ['date("2020-01-01") < date("2020-01-01T01:00:00+00:30")', true], // 01:00+00:30 is 00:30Z
  ['date("2020-01-01T00:30:00Z") == date("2020-01-01T01:00:00+00:30")', true],
  // Paths
  ['a[1].b', 2, { a: [{ b: 1 }, { b: 2 }] }],
  ['a[*].b', [1, 3], { a: [{ b: 1 }, {}, { b: 3 }] }],
  ['a[*].b[*].c', [1, 2, 3], { a: [{ b: [{ c: 1 }, { c: 2 }] }, { b: [{ c: 3 }] }] }],
  ['size_of(a[*].b)', 2, { a: [{ b: 1 }, { b: 1 }] }],
  ['a["b c"]', 1, { a: { 'b c': 1 } }],
  ['a[i + 1]', 'y', { a: ['x', 'y'], i: 0 }],
  [`data.\${new}`, 1, { data: { new: 1 } }],
  [`\${a.b[0].c}`, 1, { a: { b: [{ c: 1 }] } }],
  ['$a._b', 1, { $a: { _b: 1 } }],
  ['größe', 3, { größe: 3 }],
  ['left', 1, { left: 1 }], // A field that is called like a function
  ['json_to_object(x).a[0].b', 5, { x: '{"a":[{"b":5}]}' }],
  // What objects and texts inherit is no field of a record.
  ['a.constructor', null, { a: {} }],
  ['a.length', null, { a: 'text' }],
  ['a.length', null, { a: [1, 2] }],
  ['a.b.c', null, { a: null }],
  // Literals
  [`'it\\'s' + " \\"so\\""`, `it's "so"`],
  [`"a\\\\b\\u0041\\n"`, 'a\\bA\n'],
  ['[1.5e2, true, null, []]', [150, true, null, []]],
  ['{a: 1, "b": {}}', { a: 1, b: {} }],
  // Functions
  ['concat("a", null, 1, true)', 'a1true'],
  ['explode("a,b,,")', ['a', 'b', '', '']],
  ['explode("a1b22c", "(\\d)+")', ['a', 'b', 'c']],
  ['split("a|b;;c", "|;")', ['a', 'b', 'c']],
  ['instr("banana", "an", 2)', 3],
  ['instr("banana", "an", 0, 2)', 3],
  ['instr("banana", "x")', -1],
  ['replacestr("a.b.c", ".", "$&")', 'a$&b$&c'],
  ['lpad("bat", 5, null) + rpad("bat", 5, "")', '  batbat  '],
  ['lpad("bat", 2, "x")', 'bat'],
  ['right("abc", 0) + right("abc", 9)', 'abc'],
  ['lower(missing)', null],
  ['substr("abc", 1, 99)', 'bc'],
  ['join(",", [1, null, "x"])', '1,,x'],
  ['extract_regex("abc", "(x)?b")', ['b', null]],
  ['matches_regex("abc", "b")', false],
  // U+00E9 is not in US-ASCII, so it is "?" there.
  ['crc32("é", "US-ASCII") == crc32("?")', true],
  ['md5("é", "ISO-8859-1")', '3406877694691ddd1dfb0aca54681407'], // md5sum of the byte E9
  ['md5("a", "utf-16")', '4b936244fb81c0500598b1938266f69a'], // md5sum of FE FF 00 61
  ['md5("", "UTF-16") == md5("")', true], // Java marks no order where nothing follows.
  ['sha1("")', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'], // FIPS 180: the empty text
  ['get_url_host("no url")', null],
  ['get_url_port("https://a.b:8443/x") + get_url_port("http://a.b")', 8523], // 8443 + 80
  ['get_url_path("https://a.b/x/y.csv?q=1", false)', 'y.csv'],
  ['get_url_query_str("https://a.b/?x=1&y=a%20b", "remove")', { x: '1', y: 'a b' }],
  ['get_url_encoded("a b!*~(\')")', 'a%20b%21%2A%7E%28%27%29'], // functions.md, "Special characters"
  ['to_array(true, 1, null)', [1, null]],
  ['coalesce(a, b)', 2, { a: null, b: 2 }],
  ['first([])', null],
  ['last(a)', 3, { a: [1, 2, 3] }],
  ['is_empty(null) && is_empty("") && is_empty({}) && is_empty([])', true],
  ['size_of("abc") + size_of({"a": 1})', 4],
  ['contains_key(a.b) && !contains_key(a.c) && is_set("a.b")', true, { a: { b: null } }],
  [
    'arrays_to_object("a", [1, 2], "b", ["x"])',
    [
      { a: 1, b: 'x' },
      { a: 2, b: null },
    ],
  ],
  ['str_to_object("a:1,b:x:y,c")', { a: '1', b: 'x:y' }],
  ['get_values("a:1,b:2", "c", "", "")', null],
  ['map_get_values(m, ["a", "b", "c"])', [1], { m: { a: 1, b: 1 } }],
  ['map_has_keys(m, ["x", "a"])', true, { m: { a: 1 } }],
  ['object_to_map("k", v)', { k: 3 }, { v: 3 }],
  ['decode(1, "1", "one")', 'one'],
  ['decode("x", "y", 1)', null],
  ['iif(0, 1, "no")', 'no'],
  ['iif(true, 1, to_integer("x"))', 1], // What is not chosen is not worked out.
  ['min("b", "a", null)', 'a'],
  ['max([1, 3, 2])', 3],
  ['max(date("2020-01-02"), date("2020-01-01"))', '2020-01-02T00:00:00Z'],
  ['to_float("0.1") + 0', 0.1],
  ['to_integer(" 12 ")', 12],
  ['transformArray(a, x -> x * b)', [2, 4], { a: [1, 2], b: 2 }],
  ['filterArray(a, x -> x.n > 1)', [{ n: 2 }], { a: [{ n: 1 }, { n: 2 }] }],
  ['aa_get_event_value("scOpen", "scOpen")', '1'],
  ['aa_get_event_id("scOpen", "event1")', null],
  // Browsers and devices, by their makers' own strings.
  [
    'ua_agent_name(u) + "/" + ua_os_name_version(u) + "/" + ua_device_class(u)',
    'Edge/Windows NT 10.0/Desktop',
    {
      u: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0',
    },
  ],
  [
    'ua_agent_version_major(u) + "/" + ua_os_version_major(u) + "/" + ua_device_class(u)',
    'Chrome 120/Android 13/Phone',
    {
      u: 'Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
    },
  ],
  ['ua_device_class("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")', 'Robot'],
  ['ua_os_name("x") + ua_agent_name("x") + ua_device_class("x")', 'UnknownUnknownUnknown'],
]

/** Wednesday, 2024-02-29T08:05:09.045Z was a Thursday: 1970-01-01 was one, and it is 19782 = 2826 × 7 days later. */
const D = 'date("2024-02-29T08:05:09.045Z")'
/** The pattern letter three times; written out, the laws would take it for a mark of unfinished work. */
const X3 = 'X'.repeat(3)
export const DATES: readonly Row[] = [
  [`format(${D}, "G y yy yyyy")`, 'AD 2024 24 2024'],
  [`format(${D}, "M MM MMM MMMM MMMMM L")`, '2 02 Feb February F 2'],
  [`format(${D}, "d dd D DDD")`, '29 29 60 060'], // 31 + 29
  [`format(${D}, "E EEEE u F")`, 'Thu Thursday 4 5'], // The fifth Thursday: 1, 8, 15, 22, 29
  [`format(${D}, "Y w W")`, '2024 9 5'], // 2024-01-01 is a Monday: day 60 is in week ⌈60 / 7⌉ = 9
  [`format(${D}, "H HH k K h a")`, '8 08 8 8 8 AM'],
  [`format(date("2024-02-29T00:05:00Z"), "k K hh a")`, '24 0 12 AM'],
  [`format(${D}, "m mm s ss S SSS")`, '5 05 9 09 0 045'],
  [`format(${D}, "Z X ${X3} O VV z")`, '+0000 Z Z GMT UTC UTC'],
  [
    `format(zone_date_to_zone(${D}, "America/Los_Angeles"), "HH Z X XX ${X3} O VV z zzzz")`,
    '00 -0800 -08 -0800 -08:00 GMT-8 America/Los_Angeles PST Pacific Standard Time',
  ],
  [`format(zone_date_to_zone(${D}, "+05:30"), "HH:mm X ${X3} O")`, '13:35 +0530 +05:30 GMT+5:30'],
  [`format(${D}, "Q QQ QQQ QQQQ")`, '1 01 Q1 1st quarter'],
  [`format(${D}, "'o''clock' ''yyyy")`, "o'clock '2024"],
  // 2021-01-03 was a Sunday of the last week of 2020, which has 53: 2020 began on a Wednesday and is a leap year.
  ['format(date("2021-01-03"), "YYYY-ww")', '2020-53'],
  ['dformat(created * 1000, "yyyy-MM-dd")', '2023-03-17', { created: 1679090539 }], // 19433 days
  ['dformat(0, "HH:mm", "Asia/Tokyo")', '09:00'],
  // The listed formats (data-handling.md), each with its own text.
  ['date("2020-12-31 10:20:30+0100")', '2020-12-31T10:20:30+01:00'],
  ['date("2020-12-31 10:20:30.005+0100")', '2020-12-31T10:20:30.005+01:00'],
  ['date("2020-12-31T10:20:30.005Z")', '2020-12-31T10:20:30.005Z'],
  ['date("2020-12-31T10:20:30Z")', '2020-12-31T10:20:30Z'],
  ...[
    '2020-12-31',
    '2020/12/31',
    '2020.12.31',
    '2020-Dec-31',
    '20201231',
    '12-31-2020',
    '12312020',
    '12/31/2020',
    '31.12.2020',
    '31.Dec.2020',
    '31-Dec-2020',
  ].map((text): Row => [`date("${text}")`, '2020-12-31T00:00:00Z']),
  ['date("1/05/2020 01:02:03 PM")', '2020-01-05T13:02:03Z'],
  ['date("05.1.2020 12:02:03 AM")', '2020-01-05T00:02:03Z'],
  ['date("12112020")', '2020-12-11T00:00:00Z'], // "matches the pattern MMddyyyy"
  // data-handling.md's tip: without an offset the milliseconds are lost.
  ['date("2024-05-05 20:39:00.005 PST")', '2024-05-05T20:39:00-08:00'],
  ['date("2024-05-05 20:39:00.005-0800")', '2024-05-05T20:39:00.005-08:00'],
  // Patterns of one's own
  ['date("31 Jan 24, 5:07 pm", "d MMM yy, h:mm a")', '2024-01-31T17:07:00Z'],
  ['date("2024-060", "yyyy-DDD")', '2024-02-29T00:00:00Z'],
  ['date("Thursday 2024-02-29 Europe/Paris", "EEEE yyyy-MM-dd VV")', '2024-02-29T00:00:00+01:00'],
  ['date(null, "yyyy", date("2020-01-01"))', '2020-01-01T00:00:00Z'],
  ['date(null)', null],
  // Parts
  [`date_part("year", ${D}) + date_part("q", ${D})`, 2025],
  [
    `to_array(true, date_part("dy", ${D}), date_part("w", ${D}), date_part("dw", ${D}), date_part("ms", ${D}))`,
    [60, 9, 4, 45],
  ],
  [
    'to_array(true, date_part("hh", "2020-01-01 15:04"), date_part("hh12", "2020-01-01 15:04"), date_part("n", "2020-01-01 15:04"))',
    [15, 3, 4],
  ],
  ['set_date_part("month", 2, date("2023-03-31"))', '2023-02-28T00:00:00Z'],
  ['set_date_part("year", 2024, date("2023-02-28 10:00"))', '2024-02-28T10:00:00Z'],
  // Clocks that change: 02:30 is not on 2024-03-31 in Paris, and twice on 2024-10-27; the first is in summer time.
  ['make_date_time(2024, 3, 31, 2, 30, 0, 0, "Europe/Paris")', '2024-03-31T03:30:00+02:00'],
  ['make_date_time(2024, 10, 27, 2, 30, 0, 0, "Europe/Paris")', '2024-10-27T02:30:00+02:00'],
  ['make_date_time(2024, 11, 3, 1, 30, 0, 0, "America/New_York")', '2024-11-03T01:30:00-04:00'],
  ['make_date_time(2024, 7, 1, 0, 0, 0, 5000000, "Asia/Kolkata")', '2024-07-01T00:00:00.005+05:30'],
  ['zone_date_to_utc(make_date_time(2024, 7, 1, 12, 0, 0, 0, "America/New_York"))', '2024-07-01T16:00:00Z'],
  ['concat("at ", date("2024-07-01"))', 'at 2024-07-01T00:00:00Z'],
]

/** What cannot be read: at which position (from 0), and what the message says. */
export const UNREADABLE: readonly (readonly [expression: string, at: number, message: RegExp])[] = [
  ['', 0, /expected a value, found the end/],
  ['1 +', 3, /expected a value, found the end/],
  ['concat("a", "b"', 15, /expected "," or "\)", found the end/],
  ['a.b c', 4, /expected an operator or the end, found "c"/],
  ['a..b', 2, /expected a name, found "\."/],
  ['"abc', 0, /a " that closes the text/],
  [`\${abc`, 0, /a } that closes the name/],
  ['a # b', 2, /found "#"/],
  ['new', 0, /not reserved .*\$\{new\}/],
  ['a.eq', 2, /not reserved .*\$\{eq\}/],
  ['_errors', 0, /not reserved/],
  ['nosuch(1)', 0, /expected a function, found "nosuch"/],
  ['1 + toArray(1)', 4, /"toArray", which is none \(is it to_array\?\)/],
  ['constructor(1)', 0, /expected a function/],
  ['fpid_to_ecid("x")', 0, /which is not: how an ECID is made/],
  ['lower()', 0, /lower\(INPUT\) with 1 arguments, found 0/],
  ['substr("a", 1)', 0, /with 3 arguments, found 2/],
  ['now(1)', 0, /with 0 arguments, found 1/],
  ['"a".matches("b")', 4, /one of equals, equalsIgnoreCase, get/],
  ['"a".equals()', 4, /\.equals with 1 argument/],
  ['a[1.5]', 2, /a whole number/],
  ['x -> x', 2, /an operator or the end/],
  ['{1: 2}', 1, /a key/],
  ['contains_key("a..b")', 2, /a name/],
  [`${'('.repeat(101)}1${')'.repeat(101)}`, 100, /nested at most 100 deep/],
  [`"${'a'.repeat(4095)}"`, 4096, /at most 4096 characters/],
  ['2019-10-23T11:24:00', 10, /an operator or the end/],
]

/** What is read, and fails on a record: why. */
export const FAILING: readonly (readonly [expression: string, why: RegExp, record?: unknown])[] = [
  ['lower(a)', /^lower: INPUT: an object stands where a text is needed$/, { a: {} }],
  ['left("abc", "x")', /^left: COUNT: "x" is no number$/],
  ['left("abc", 1.5)', /^left: COUNT: 1\.5 is no whole number$/],
  ['left("abc", missing)', /^left: COUNT is null$/],
  ['explode("a", "(")', /^explode: REGEX: Invalid regular expression/],
  ['get_keys(1)', /^get_keys: OBJECT: 1 is no object$/],
  ['join(",", "a")', /^join: OBJECTS: "a" is no list$/],
  ['filterArray([1], 1)', /^filterArray: PREDICATE: 1 is no rule/],
  ['1 / a', /^1 is divided by 0$/, { a: 0 }],
  ['a - 1', /^"x" is no number$/, { a: 'x' }],
  ['a + 1', /^null cannot be added$/],
  ['1 < "x"', /^1 and "x" have no order$/],
  ['iif("maybe", 1, 2)', /^"maybe" is neither true nor false$/],
  ['1.5 & 1', /^1\.5 has no bits$/],
  ['date("yesterday")', /^date: "yesterday" is no date of a format/],
  ['date("2023-02-29")', /^date: "2023-02-29" is no date/],
  ['date("2023-02-28 24:00")', /is no date/],
  ['date("2020-12", "yyyy-MM-dd")', /^date: "2020-12" is no date of the pattern "yyyy-MM-dd"$/],
  ['date("2020-12-31x", "yyyy-MM-dd")', /is no date of the pattern/],
  ['date("Monday 2024-02-29", "EEEE yyyy-MM-dd")', /is no date of the pattern/],
  ['date(5)', /^date: DATE is a text or a date/],
  ['format(date("2020-01-01"), "yyyy-bb")', /the letter b of the pattern/],
  ['date("1", "w")', /the letter w can be written, but no date is read by it/],
  ['make_date_time(2023, 13, 1, 0, 0, 0, 0, "UTC")', /MONTH is from 1 to 12, not 13/],
  ['make_date_time(2023, 2, 29, 0, 0, 0, 0, "UTC")', /has no day 29/],
  ['make_date_time(2023, 2, 1, 0, 0, 0, 0, "Mars/Base")', /"Mars\/Base" is no time zone/],
  ['date_part("century", "2020-01-01")', /"century" is none of year yyyy yy/],
  ['set_date_part("day", 30, date("2023-02-01"))', /has no day 30/],
  ['sha1("a", "EBCDIC")', /EBCDIC is none of UTF-8/],
  ['get_url_query_str("https://a.b", "keep")', /ANCHOR is retain, remove or append/],
  ['get_url_decoded("%zz")', /has a %/],
  ['to_object("a")', /the key "a" has no value/],
  ['array_to_map(a, "k")', /an object of the list has no k/, { a: [{}] }],
  ['to_bigint("9007199254740993")', /2\^53/],
  ['to_integer("12.5")', /no whole number/],
  ['json_to_object("{")', /^json_to_object: no JSON/],
  ['min(1, "x")', /no order/],
  ['lpad("a", 9999999, "x")', /too long/],
  ['a[true]', /true is no place and no name/, { a: [] }],
]
