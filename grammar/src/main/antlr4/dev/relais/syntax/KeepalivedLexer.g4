/*
 * Words, quotes, braces, comments and line ends of keepalived.conf.
 *
 * keepalived reads line by line, so every mode ends at the end of a line: an open quote or a
 * half-written definition cannot swallow what follows. Every character of the input belongs to one
 * token; what the structure does not need is on the hidden channel.
 */
lexer grammar KeepalivedLexer;

tokens { WORD, QUOTED, UNCLOSED, TYPOGRAPHIC, OPEN, CLOSE, NEWLINE, BLANKS, ODD_BLANKS, COMMENT, SLASH_COMMENT }

// ---------------------------------------------------------------- start of a line

BYTE_ORDER_MARK : '\uFEFF' -> channel(HIDDEN) ;
START_NEWLINE : '\n' -> type(NEWLINE) ;
START_BLANKS : BLANK+ -> type(BLANKS), channel(HIDDEN) ;
START_ODD_BLANKS : ODD_BLANK+ -> type(ODD_BLANKS), channel(HIDDEN) ;
START_COMMENT : [#!] ~[\n]* -> type(COMMENT), channel(HIDDEN) ;
START_SLASH_COMMENT : '//' ~[\n]* -> type(SLASH_COMMENT), channel(HIDDEN) ;

/* `@web1 …`: the line counts on that host only; `@^web1 …`: on all others. */
CONDITION : '@' ~[ \t\r\f\u000B\n#!]* ;
/* `~SEQ(…) …` and `~LST(…) …`: the rest of the line once for each value. */
SEQUENCE : '~' ('SEQ' 'x'? | 'LST') BLANK* '(' ~[)\n]* ')' ;
/* `$NAME=…`: no blank before the equals sign. */
DEFINE : '$' [A-Za-z_] [A-Za-z0-9_]* '=' -> mode(VALUE) ;
INCLUDE : 'include' [rmwba]? -> mode(INCLUSION) ;

START_OPEN : '{' -> type(OPEN), mode(REST) ;
START_CLOSE : '}' -> type(CLOSE), mode(REST) ;
START_QUOTED : STRING -> type(QUOTED), mode(REST) ;
START_UNCLOSED : OPEN_STRING -> type(UNCLOSED), mode(REST) ;
START_TYPOGRAPHIC : TYPOGRAPHIC_STRING -> type(TYPOGRAPHIC), mode(REST) ;
START_WORD : (PART_BUT_DOLLAR PART* | DOLLAR_WORD) -> type(WORD), mode(REST) ;

// ---------------------------------------------------------------- rest of a line

mode REST;

REST_NEWLINE : '\n' -> type(NEWLINE), mode(DEFAULT_MODE) ;
REST_BLANKS : BLANK+ -> type(BLANKS), channel(HIDDEN) ;
REST_ODD_BLANKS : (ODD_BLANK | '\uFEFF')+ -> type(ODD_BLANKS), channel(HIDDEN) ;
REST_COMMENT : [#!] ~[\n]* -> type(COMMENT), channel(HIDDEN) ;
/* `priority 100 // master`, but not the path in `script //usr/bin/check`. */
REST_SLASH_COMMENT : '//' ([ \t] ~[\n]* | [\p{L}] ~[/\n"{}]*)? -> type(SLASH_COMMENT), channel(HIDDEN) ;
REST_OPEN : '{' -> type(OPEN) ;
REST_CLOSE : '}' -> type(CLOSE) ;
REST_QUOTED : STRING -> type(QUOTED) ;
REST_UNCLOSED : OPEN_STRING -> type(UNCLOSED) ;
REST_TYPOGRAPHIC : TYPOGRAPHIC_STRING -> type(TYPOGRAPHIC) ;
REST_WORD : PLAIN -> type(WORD) ;

// ---------------------------------------------------------------- value of a definition

mode VALUE;

VALUE_NEWLINE : '\n' -> type(NEWLINE), mode(DEFAULT_MODE) ;
/* A backslash as the last character goes on with the next line, be it the last of the value or of a comment. */
CONTINUATION : ('\\' (BLANK+ [#!] ~[\n]*)? | '\\' BLANK* | [#!] ~[\n]* '\\' BLANK*) '\n' ;
VALUE_BLANKS : BLANK+ -> type(BLANKS), channel(HIDDEN) ;
VALUE_COMMENT : [#!] ~[\n]* -> type(COMMENT), channel(HIDDEN) ;
VALUE_QUOTED : STRING -> type(QUOTED) ;
VALUE_UNCLOSED : OPEN_STRING -> type(UNCLOSED) ;
VALUE_WORD : (~[ \t\r\f\u000B\n"#!\\] | '\\' [#!"])+ -> type(WORD) ;
VALUE_BACKSLASH : '\\' -> type(WORD) ;

// ---------------------------------------------------------------- file name after include

mode INCLUSION;

INCLUSION_NEWLINE : '\n' -> type(NEWLINE), mode(DEFAULT_MODE) ;
INCLUSION_BLANKS : BLANK+ -> type(BLANKS), channel(HIDDEN) ;
INCLUSION_COMMENT : [#!] ~[\n]* -> type(COMMENT), channel(HIDDEN) ;
/* Braces and quotes are part of the pattern; blanks inside it too. */
PATTERN : ~[ \t\r\f\u000B\n#!] (~[\n#!]* ~[ \t\r\f\u000B\n#!])? ;

// ---------------------------------------------------------------- parts

fragment BLANK : [ \t\r\f\u000B] ;

/* Characters that look like a blank and that keepalived takes as part of a word. */
fragment ODD_BLANK
  : [\u0085\u00A0\u00AD\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000]
  ;

/* keepalived's comment removal honours \" inside a quoted text. */
fragment STRING : '"' STRING_CHARACTER* '"' ;
fragment OPEN_STRING : '"' STRING_CHARACTER* '\\'? ;
fragment STRING_CHARACTER : ~["\\\n] | '\\' ~[\n] ;

fragment TYPOGRAPHIC_STRING
  : DOUBLE_MARK (~[\u201C-\u201F\u00AB\u00BB"\n])* (DOUBLE_MARK | '"')
  | SINGLE_MARK (~[\u2018-\u201B\n])* SINGLE_MARK
  ;
fragment DOUBLE_MARK : [\u201C-\u201F\u00AB\u00BB] ;
fragment SINGLE_MARK : [\u2018-\u201B] ;

fragment PLAIN : PART+ ;

fragment PART : '$' | PART_BUT_DOLLAR | REFERENCE ;

fragment REFERENCE : '${' ~[{}"\n]* '}' ;

/* At the start of a line `$NAME=` is a definition, so a word there stops before the equals sign. */
fragment DOLLAR_WORD
  : '$' (NOT_NAME PART*)?
  | '$' [A-Za-z_] [A-Za-z0-9_]* (NOT_NAME_NOR_EQUALS PART*)?
  | REFERENCE PART*
  ;

fragment PART_BUT_DOLLAR
  : ~[$ \t\r\f\u000B\n"#!{}\u0085\u00A0\u00AD\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]
  | '\\' [#!]
  ;

fragment NOT_NAME
  : ~[A-Za-z_ \t\r\f\u000B\n"#!{}\u0085\u00A0\u00AD\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]
  ;

fragment NOT_NAME_NOR_EQUALS
  : ~[A-Za-z0-9_= \t\r\f\u000B\n"#!{}\u0085\u00A0\u00AD\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]
  ;
