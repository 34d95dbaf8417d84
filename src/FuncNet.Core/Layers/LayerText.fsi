namespace FuncNet

/// Networks as texts, such as "conv2d 16 3 padding=same, relu, flatten, dense 10". The grammar:
///
///     network   = layer { (, | new line) layer }
///     layer     = word { value | name=value } | structure | ( network )
///     structure = residual (network) | repeat n (network) | fork join (network) (network) … | beside (network) (network) …
///               | perStep (network) | named name (network) | shared name [(network)] | freeze "pattern" (network)
///               | initialize "pattern" initializer (network)
///     value     = 128 | 0.5 | true | same | "a b" | 3x5 | [0.5, 1] | normal(0, 0.02)
///
/// The words are the names of the functions of Layer, whatever the case of their letters; values stand in the order of its arguments or by their names. From # to
/// the end of a line is a comment. shared gives a layer a name where it stands first; where the name stands alone, it is the same layer.
[<AutoOpen>]
module LayerText =

    [<RequireQualifiedAccess>]
    module Layer =

        /// The layer of a text, whose words a catalog knows. What is wrong is a ConfigurationException that says line and column, the
        /// wrong word with the right one that is nearest, and what the layer takes.
        val parseWith: catalog: LayerCatalog -> text: string -> Layer

        /// The layer of a text: Layer.parse "dense 128, relu, dropout 0.2".
        val parse: text: string -> Layer

        /// The text of a layer, from which parseWith makes it again; settings that hold anyway are left out. A layer of a kind that the catalog does not
        /// know is a ConfigurationException.
        val toTextWith: catalog: LayerCatalog -> layer: Layer -> string

        /// The text of a layer of the library's own layers.
        val toText: layer: Layer -> string
