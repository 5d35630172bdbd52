// The samples of Adobe's page on mapping functions, as [expression, result, record]. Page: AdobeDocs/experience-platform.en,
// help/data-prep/functions.md (versions of 2022 and 2023), and its newer translation AdobeDocs/experience-platform.zh-Hans for
// the functions on maps and of Analytics. Where a print of the page is no expression, or contradicts itself, the row says so.
export type Row = readonly [expression: string, result: unknown, record?: unknown]

const IPHONE =
  '"Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) Version/5.1 Mobile/9B206 Safari/7534.48.3"'
const URL = '"foo://example.com:8042/over/there?name=ferret#nose"'
const SFTP = '"sftp://example.com//home/joe/employee.csv"'
const BOOK = { author: 'George R. R. Martin', price: 17.99, ISBN: 'ISBN-978-0553801477' }
const BOOK_2 = { author: 'Neil Gaiman', price: 17.99, ISBN: 'ISBN-0-380-97365-0', publisher: 'William Morrow' }
const PRODUCTS = '";Example product 1;1;3.50,Example category 2;Example product 2;1;5.99"'
const SHORT = '";Example product 1;1;3.50,Example category 2;Example product 2"'
const HOME = { line1: '345 park ave', line2: 'bldg 2', City: 'san jose', State: 'CA', type: 'home' }
const WORK = { ...HOME, type: 'work' }
const OFFICE = { ...HOME, type: 'office' }
const BY_TYPE = { home: HOME, work: WORK, office: OFFICE }

export const SAMPLES: readonly Row[] = [
  // String functions
  ['concat("Hi, ", "there", "!")', 'Hi, there!'],
  ['explode("Hi, there!", " ")', ['Hi,', 'there!']], // The page prints "there" without the "!" that the text has.
  ['instr("adobe.com", "com")', 6],
  ['replacestr("This is a string re test", "re", "replace")', 'This is a string replace test'],
  ['substr("This is a substring test", 7, 8)', ' a subst'],
  ['lower("HeLLo")', 'hello'],
  ['lcase("HeLLo")', 'hello'],
  ['upper("HeLLo")', 'HELLO'],
  ['ucase("HeLLo")', 'HELLO'],
  ['split("Hello world", " ")', ['Hello', 'world']],
  ['join(" ", to_array(true, "Hello", "world"))', 'Hello world'],
  ['lpad("bat", 8, "yz")', 'yzyzybat'],
  ['rpad("bat", 8, "yz")', 'batyzyzy'],
  ['left("abcde", 2)', 'ab'],
  ['right("abcde", 2)', 'de'],
  ['ltrim(" hello")', 'hello'],
  ['rtrim("hello ")', 'hello'],
  ['trim(" hello ")', 'hello'],
  ['"string1".equals("STRING1")', false],
  ['"string1".equalsIgnoreCase("STRING1")', true], // The page lacks the second quote.
  // Regular expression functions
  ['extract_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")', ['E259,E259B_009,1_1', 'E259', '1_1']],
  ['matches_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")', true],
  // Hashing functions
  ['sha1("my text", "UTF-8")', 'c3599c11e47719df18a2448690840c5dfcce3c80'],
  ['sha256("my text", "UTF-8")', '7330d2b39ca35eaf4cb95fc846c21ee6a39af698154a83a586ee270a0d372104'],
  [
    'sha512("my text", "UTF-8")',
    'a3d7e45a0d9be5fd4e4b9a3b8c9c2163c21ef708bf11b4232bb21d2a8704ada2cdcd7b367dd0788a89a5c908cfe377aceb1072a7b386b7d4fd2ff68a8fd24d16',
  ],
  ['md5("my text", "UTF-8")', 'd3b96ce8c9fb4e9bd0198d03ba6852c7'],
  ['crc32("my text", "UTF-8")', '8df92e80'],
  // URL functions
  ['get_url_protocol("https://platform.adobe.com/home")', 'https'],
  ['get_url_host("https://platform.adobe.com/home")', 'platform.adobe.com'],
  [`get_url_port(${SFTP})`, 22],
  [`get_url_path(${SFTP})`, '//home/joe/employee.csv'],
  [`get_url_query_str(${URL}, "retain")`, { name: 'ferret#nose' }],
  [`get_url_query_str(${URL}, "remove")`, { name: 'ferret' }],
  [`get_url_query_str(${URL}, "append")`, { name: 'ferret', _anchor_: 'nose' }],
  [
    'get_url_encoded("https://example.com/partneralliance_asia-pacific_2022")',
    'https%3A%2F%2Fexample.com%2Fpartneralliance_asia-pacific_2022',
  ],
  [
    'get_url_decoded("https%3A%2F%2Fexample.com%2Fpartneralliance_asia-pacific_2022")',
    'https://example.com/partneralliance_asia-pacific_2022',
  ],
  // Date and time functions. The test's clock stands at 1571850624571, which the page prints for timestamp().
  ['timestamp()', 1571850624571],
  ['now()', '2019-10-23T17:10:24Z'], // 1571850624 s: 18192 days, 61824 s = 17:10:24; 18192 is 2019-10-23 (18262 is 2020-01-01).
  // The page writes the date without quotes, and its result has the seconds of another date.
  ['format(date("2019-10-23T11:24:35+00:00"), "yyyy-MM-dd HH:mm:ss")', '2019-10-23 11:24:35'],
  [`dformat(1571829875000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`, '2019-10-23T11:24:35.000Z'],
  ['date("2019-10-23 11:24", "yyyy-MM-dd HH:mm", now())', '2019-10-23T11:24:00Z'],
  ['date("2019-10-23 11:24", "yyyy-MM-dd HH:mm")', '2019-10-23T11:24:00Z'],
  ['date("2019-10-23 11:24")', '2019-10-23T11:24:00Z'],
  ['date_part("MM", date("2019-10-17 11:55:12"))', 10],
  ['set_date_part("m", 4, date("2016-11-09T11:44:44.797"))', '2016-04-09T11:44:44Z'],
  // The page prints a Z after the time of Los Angeles; its sample of zone_date_to_utc shows what such a time is in UTC.
  ['make_date_time(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")', '2019-10-17T11:55:12-07:00'],
  ['make_timestamp(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")', '2019-10-17T11:55:12-07:00'],
  ['zone_date_to_utc("2019-10-17T11:55:12 PST")', '2019-10-17T19:55:12Z'],
  // Its sample is of now(); here with the moment of the print, and the offset that the print leaves out.
  ['zone_date_to_zone(date("2021-10-26T13:43:59Z"), "Europe/Paris")', '2021-10-26T15:43:59+02:00'],
  // Hierarchies - Objects
  ['size_of([1, 2, 3, 4])', 4],
  ['is_empty([1, 2, 3])', false],
  ['is_empty([1, null, 2, 3])', false],
  [
    `arrays_to_objects('sku', explode("id1|id2", '\\\\|'), 'price', [22.5,14.35])`,
    [
      { sku: 'id1', price: 22.5 },
      { sku: 'id2', price: 14.35 },
    ],
  ],
  ['to_object("firstName", "John", "lastName", "Doe")', { firstName: 'John', lastName: 'Doe' }],
  [
    'str_to_object("firstName=John,lastName=Doe,phone=123 456 7890", "=", ",")',
    { firstName: 'John', lastName: 'Doe', phone: '123 456 7890' },
  ],
  ['str_to_object("firstName - John ; lastName - ; phone - 123 456 7890", "-", ";").get("firstName")', 'John'],
  ['contains_key("evars.evar.field1")', true, { evars: { evar: { field1: 'x' } } }],
  ['nullify()', null],
  ['get_keys({"book1": "Pride and Prejudice", "book2": "1984"})', ['book1', 'book2']],
  ['get_values("firstName - John , lastName - Cena , phone - 555 420 8692", "firstName", "-", ",")', 'John'],
  // Of this one the page prints an object; `lower(map_get_values(…))` of the troubleshooting page needs the value.
  ['map_get_values(book_details,"author")', 'George R. R. Martin', { book_details: BOOK }],
  ['map_has_keys(book_details,"author")', true, { book_details: BOOK }],
  [
    'add_to_map(book_details, book_details2)',
    { ...BOOK, publisher: 'William Morrow' },
    { book_details: BOOK, book_details2: BOOK_2 },
  ],
  ['object_to_map("firstName", "John", "lastName", "Doe")', { firstName: 'John', lastName: 'Doe' }],
  ['object_to_map(address)', OFFICE, { address: OFFICE }],
  ['object_to_map(addresses,type)', BY_TYPE, { addresses: [HOME, WORK, OFFICE] }],
  // Hierarchies - Arrays
  ['coalesce(null, null, null, "first", null, "second")', 'first'],
  ['first("1", "2", "3")', '1'],
  ['last("1", "2", "3")', '3'],
  ["add_to_array(['a', 'b'], 'c', 'd')", ['a', 'b', 'c', 'd']],
  ["join_arrays(['a', 'b'], ['c'], ['d', 'e'])", ['a', 'b', 'c', 'd', 'e']],
  ['to_array(false, 1, null, 2, 3)', [1, 2, 3]],
  ['upsert_array_append([123, 456])', [123, 456]],
  ['upsert_array_replace([123, 456], 1)', [123, 456]],
  ['array_to_string(";", ["Hello", "world"])', 'Hello;world'],
  ['filterArray([5, -6, 0, 7], x -> x > 0)', [5, 7]],
  ['transformArray([5, 6, 7], x -> x + 1)', [6, 7, 8]],
  ["flattenArray([[['a', 'b'], ['c', 'd']], [['e'], ['f']]])", ['a', 'b', 'c', 'd', 'e', 'f']],
  // Hierarchies - Map
  ['array_to_map(addresses, "type")', BY_TYPE, { addresses: [HOME, WORK, OFFICE] }],
  ['to_map("firstName", "John", "lastName", "Doe")', { firstName: 'John', lastName: 'Doe' }],
  // Logical operators
  ['decode(stateCode, "ca", "California", "pa", "Pennsylvania", "N/A")', 'California', { stateCode: 'ca' }],
  ['decode(stateCode, "ca", "California", "pa", "Pennsylvania", "N/A")', 'Pennsylvania', { stateCode: 'pa' }],
  ['decode(stateCode, "ca", "California", "pa", "Pennsylvania", "N/A")', 'N/A', { stateCode: 'ny' }],
  ['iif("s".equalsIgnoreCase("S"), "True", "False")', 'True'],
  // Aggregation
  ['min(3, 1, 4)', 1],
  ['max(3, 1, 4)', 4],
  // Type conversions
  ['to_bigint("1000000.34")', 1000000.34],
  ['to_decimal("20.5")', 20.5],
  ['to_float("12.3456")', 12.3456], // The page prints 12.34566; floats near it are printed 12.345599, 12.3456 and 12.345601.
  ['to_integer("12")', 12],
  // JSON functions
  ['json_to_object({"info":{"firstName":"John","lastName": "Doe"}})', { info: { firstName: 'John', lastName: 'Doe' } }],
  [
    `json_to_object('{"info":{"firstName":"John","lastName": "Doe"}}')`,
    { info: { firstName: 'John', lastName: 'Doe' } },
  ],
  // User agent functions
  [`ua_os_name(${IPHONE})`, 'iOS'],
  [`ua_os_version_major(${IPHONE})`, 'iOS 5'],
  [`ua_os_version(${IPHONE})`, '5.1.1'],
  [`ua_os_name_version(${IPHONE})`, 'iOS 5.1.1'],
  [`ua_agent_version(${IPHONE})`, '5.1'],
  [`ua_agent_version_major(${IPHONE})`, 'Safari 5'],
  [`ua_agent_name(${IPHONE})`, 'Safari'],
  [`ua_device_class(${IPHONE})`, 'Phone'],
  // Analytics functions
  ['aa_get_event_id("event101=5:123456,scOpen", "event101")', '123456'],
  ['aa_get_event_value("event101=5:123456,scOpen", "event101")', '5'],
  [`aa_get_product_categories(${PRODUCTS})`, [null, 'Example category 2']],
  [`aa_get_product_names(${PRODUCTS})`, ['Example product 1', 'Example product 2']],
  [`aa_get_product_quantities(${SHORT})`, ['1', null]],
  [`aa_get_product_prices(${SHORT})`, ['3.50', null]],
  [
    'aa_get_product_event_values(";Example product 1;1;4.20;event1=2.3|event2=5:1,;Example product 2;1;4.20;event1=3|event2=2:2", "event1")',
    ['2.3', '3'],
  ],
  ['aa_get_product_evars(";Example product;1;6.69;;eVar1=Merchandising value", "eVar1")', ['Merchandising value']],
  // troubleshooting-guide.md, "Can I use Data Prep functions in a nested fashion?", and the examples under it
  ["lower(map_get_values(mapObject, 'keyName'))", 'abc', { mapObject: { keyName: 'ABC' } }],
  ['iif(marketing_type.equals("phyMail"), nullify(), marketing_type)', null, { marketing_type: 'phyMail' }],
  ['iif(marketing_type.equals("phyMail"), nullify(), marketing_type)', 'sms', { marketing_type: 'sms' }],
  [
    'iif(total_consents > 5000, iif(marketing_type.equals("phone"), nullify(), marketing_type), "insufficient-consents")',
    'insufficient-consents',
    { total_consents: 4000, marketing_type: 'phone' },
  ],
  [
    'iif(date.equals("3/21/24"), iif(marketing_type.equals("push"), nullify(), marketing_type), "not-March")',
    'email',
    { date: '3/21/24', marketing_type: 'email' },
  ],
  [
    'iif(total_consents >= 5500, iif(marketing_type.equals("phyMail"), nullify(), "high-consents"), marketing_type)',
    'high-consents',
    { total_consents: 5500, marketing_type: 'email' },
  ],
  // Destination SDK, "requiredMappings": dots within ${…} part a path.
  [
    `iif(\${segmentMembership.ups.seg_id.status}=="exited", "1","0")`,
    '1',
    { segmentMembership: { ups: { seg_id: { status: 'exited' } } } },
  ],
  // functions.md, "Fields", and home.md, "Escape special characters"
  [`\${First Name}`, 'Jim', { 'First Name': 'Jim' }],
  [`\${First\\.Name}`, 'Jim', { 'First.Name': 'Jim' }],
  ['name.firstName', 'Jim', { name: { firstName: 'Jim' } }],
  ['address.street\\.name', 'Main', { address: { 'street.name': 'Main' } }],
]
