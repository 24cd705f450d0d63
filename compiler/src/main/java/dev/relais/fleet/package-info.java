/**
 * Many hosts together: the inventory that names them, the links that they share, and the virtual
 * routers that their instances form.
 */
@NullMarked
package dev.relais.fleet;

import org.jspecify.annotations.NullMarked;
