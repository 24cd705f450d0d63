/*
 * The lines of keepalived.conf. Any input is a sequence of lines, so this grammar has no errors:
 * braces are paired later, when conditions, definitions and includes are known.
 */
parser grammar KeepalivedParser;

options { tokenVocab = KeepalivedLexer; }

chunk : line (NEWLINE line)* EOF ;

line : (CONDITION | SEQUENCE)* (definition | inclusion | content)? ;

definition : DEFINE (QUOTED | UNCLOSED | WORD | CONTINUATION)* ;

inclusion : INCLUDE PATTERN? ;

/* One flat loop: with words as a rule of their own every line would be ambiguous, and slow. */
content
  : (WORD | QUOTED | UNCLOSED | TYPOGRAPHIC | OPEN | CLOSE)
    (WORD | QUOTED | UNCLOSED | TYPOGRAPHIC | OPEN | CLOSE | CONDITION | SEQUENCE)*
  ;
