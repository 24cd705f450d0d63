package dev.relais.ast;

import dev.relais.source.SourceSpan;

/** A block at the top level. */
public sealed interface TopBlock
    permits GlobalDefs,
        VrrpScript,
        VrrpInstance,
        VrrpSyncGroup,
        VirtualServerGroup,
        VirtualServer,
        BfdInstance,
        HostBlock,
        OtherBlock {

  /** Keyword and name, without the braces. */
  SourceSpan span();

  /** All of it, as written. */
  Settings settings();
}
