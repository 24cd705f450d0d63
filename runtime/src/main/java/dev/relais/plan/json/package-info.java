/**
 * The JSON form of records: read and written by their components, without a list of the records
 * that there are.
 *
 * <ul>
 *   <li>A record is an object with its components as members, under their names.
 *   <li>A record with a static method {@code of(String)} is a text: that method reads what its
 *       {@code toString()} writes.
 *   <li>A sealed interface has a static method {@code alternatives()}, which says how the member
 *       {@code type} tells its records apart: {@link dev.relais.plan.json.Alternatives}.
 *   <li>Beside these there are numbers, truth values, texts, durations, enums by their names,
 *       lists, and optional values, which are {@code null} where they are absent.
 * </ul>
 *
 * <p>A data binding for anything that Java has would take longer to start than everything else that
 * the daemon does. So nothing is looked at here before there is a value of its type, and
 * alternatives are no annotation: the JVM writes a class for each kind of annotation that is read.
 */
@NullMarked
package dev.relais.plan.json;

import org.jspecify.annotations.NullMarked;
