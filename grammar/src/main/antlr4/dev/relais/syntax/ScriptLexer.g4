/*
 * Words of a script: `"/bin/check -H 'two words' a\ b"`. Both kinds of quotes, pieces without a
 * blank between them join, a backslash escapes.
 */
lexer grammar ScriptLexer;

SEPARATOR : [ \t\r\n\f\u000B]+ ;
ESCAPE
  : '\\' ( [0-7] ([0-7] [0-7]?)?
         | 'x' [0-9A-Fa-f] [0-9A-Fa-f]?
         | 'c' .
         | .
         )
  ;
/* A backslash with nothing after it. */
LONE_BACKSLASH : '\\' ;
DOUBLE_QUOTE : '"' ;
SINGLE_QUOTE : '\'' ;
CHARACTERS : ~[ \t\r\n\f\u000B\\"']+ ;
