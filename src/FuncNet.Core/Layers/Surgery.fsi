namespace FuncNet

/// Layers and trained networks cut, joined and given new parts. A layer is named by its path, as the summary shows it; a path may also be
/// that of a named group. Layers keep their paths whatever comes or goes beside them, and networks keep the values of all layers that stay:
/// bit for bit, unless another shape is asked of a leaf. What is new is drawn from a key. Network.changes tells what became of each leaf.
/// A path that is not there, and a name that is taken, throw ConfigurationException, which lists the layers.
[<AutoOpen>]
module Surgery =

    [<RequireQualifiedAccess>]
    module Layer =

        /// A network without its last n layers, and other layers in their place.
        val replaceHead: n: int -> head: Layer -> f: Layer -> Layer

        /// A layer before the one at a path.
        val insertBefore: path: string -> layer: Layer -> f: Layer -> Layer

        /// A layer behind the one at a path.
        val insertAfter: path: string -> layer: Layer -> f: Layer -> Layer

        /// A layer in the place of the one at a path.
        val replace: path: string -> layer: Layer -> f: Layer -> Layer

        /// The layer at a path under another name.
        val rename: path: string -> name: string -> f: Layer -> Layer

        /// What comes before the layer at a path, and the rest from it on: base >=> head is the whole. A path within a branch, or within
        /// what is frozen or initialized as a whole, throws ConfigurationException.
        val splitAt: path: string -> f: Layer -> Layer * Layer

    [<RequireQualifiedAccess>]
    module Network =

        /// The network without its last n layers, as the main chain counts them: a named group, a residual block and a fork are one each.
        /// What freezes the whole network goes on doing so.
        val dropLast: n: int -> network: Network -> Network

        /// The network without its last n layers, and new ones in their place, whose values are drawn; n may be 0.
        val replaceHead: key: Key -> n: int -> head: Layer -> network: Network -> Network

        /// A new layer before the one at a path. Where the shapes behind it change, leaves are drawn anew.
        val insertBefore: key: Key -> path: string -> layer: Layer -> network: Network -> Network

        /// A new layer behind the one at a path. Where the shapes behind it change, leaves are drawn anew.
        val insertAfter: key: Key -> path: string -> layer: Layer -> network: Network -> Network

        /// A new layer in the place of the one at a path; Layer.identity takes it out.
        val replace: key: Key -> path: string -> layer: Layer -> network: Network -> Network

        /// The layer or group at a path under another name, the last part of its new path.
        val rename: path: string -> name: string -> network: Network -> Network

        /// Two networks, base and head: what comes before the layer at a path, and the rest from it on. The results of the head for those of
        /// the base are those of the whole, bit for bit, and join gives it back. A path within a branch throws ConfigurationException.
        val splitAt: path: string -> network: Network -> Network * Network

        /// First the one network, then the other on its results. Paths of the two must differ: rename what stands in both. Layers that
        /// were shared before a split are one again; if their values have come to differ, it is a ConfigurationException.
        val join: first: Network -> second: Network -> Network

        /// Freezes what a pattern matches ("base.*", "conv*"), with the values that it has: its parameters stay bit-identical in training,
        /// and a layer with nothing left to learn runs in inference mode. A pattern that matches nothing is a ConfigurationException.
        val freeze: pattern: string -> network: Network -> Network

        /// Lets what a pattern matches learn again; "*" is everything. A pattern that matches nothing is a ConfigurationException.
        val unfreeze: pattern: string -> network: Network -> Network

        /// The paths of the parameters that training leaves alone.
        val frozen: network: Network -> string list

        /// The network with the values that another one has under the same paths, in the same shapes and types; the others stay as they are.
        val withValuesOf: source: Network -> network: Network -> Network

        /// What became of the leaves of a network, parameters and state, on the way to another.
        val changes: before: Network -> after: Network -> NetworkChanges
