// Package hook has what deviations of the sandbox are made of. A deviation stands between a client and the sound
// sandbox: its hooks see each Call of its service, once before the sandbox is asked (Ask) and once when the answer is
// there (Answer), and may change it.
//
// A row of a table in package content, ekey, ekey2, westcon, transport or variations says with verbs what its hooks
// do. It reads from the outside in: which calls, which part of them, what becomes of it.
//
//	Answer: On("GetPriceChanges", At("//ProductContract[Id='{product}']/Price", Suffix("1"))),
//
// Verbs that keep a hook to some calls:
//
//   - by what was asked: On, Add, Get, AddOrGet, IfArg, IfPrices, IfSent, IfSince; of Westcon ToTokens, ToGateway,
//     IfQuery, AskedBy, ForOne, ForSeveral, ForMany
//   - by what is answered: IfOK, IfStatus, IfHas, IfXML, IfError, IfPlaced, IfCode, IfRefused, IfLines, IfGranted,
//     and so on
//   - by how often or when: Nth, EveryNth, FromNth, After, Repeated, IfWriting
//   - by anything else: When
//
// Verbs that do something:
//
//   - to elements of XML: At, First, Final, Lists, Put, Insert, with a Change: Text, Suffix, Remove, Double, Rename
//     and so on
//   - to members of JSON: Set, Without, Object; to lines of an order's status: EachLine, SetMember, EditMember,
//     AllLines
//   - to a body as it is: Replace, ReplacePattern, Prepend, CutShort, SetBody
//   - to the answer as a whole: Status, Header, Say, Page, Bare, Instead, HangUp
//   - with what came before: FirstAnswer, Cached, Swapped, Replayed; where calls meet: Meeting, Crossed, Exchanged
//   - to orders of eKey: Accept, Leave, Charge, Refuse, Refund, Finding
//
// Do does several of them, one after the other. A verb that is not there is a func(*Call) in the row, or beside the
// table where several rows of it need it; it comes here where several packages do.
//
// Paths are those of etree: names match in every namespace. Paths, and texts of Put, Insert, IfArg and Instead, may
// name facts of the catalogue in braces, such as {product}, {part}, {vendor} or {deleted Vendors} (facts.go lists
// them): what the catalogue was like before anything was changed.
//
// Hooks are called one at a time, and may keep state: rows are made anew for each sandbox.
package hook
