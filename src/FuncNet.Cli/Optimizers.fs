namespace FuncNet.Cli

open FuncNet

/// Optimizers by their names, each with the rate that it has unless another is given.
module internal Optimizers =

    let private known: (string * float * (float -> Optimizer)) list = [
        "adam", 1e-3, Optimizer.adam
        "adamw", 1e-3, (fun rate -> Optimizer.adamW rate 0.01)
        "sgd", 0.01, Optimizer.sgd
        "momentum", 0.01, (fun rate -> Optimizer.sgdMomentum rate 0.9)
        "nesterov", 0.01, (fun rate -> Optimizer.nesterov rate 0.9)
        "rmsprop", 1e-3, Optimizer.rmsProp
        "adagrad", 0.01, Optimizer.adagrad
        "adadelta", 1.0, Optimizer.adadelta
    ]

    let names = known |> List.map (fun (name, _, _) -> name)

    /// The optimizer of a name, and its rate.
    let find (name: string) (rate: float option) : Optimizer * float =
        match known |> List.tryFind (fun (other, _, _) -> other = name.ToLowerInvariant()) with
        | Some(_, usual, make) ->
            let rate = rate |> Option.defaultValue usual
            asUsage (fun () -> make rate), rate
        | None ->
            wrongUsage
                "There is no optimizer '%s'.%s They are: %s."
                name
                (Spelling.hint names name)
                (String.concat ", " names)
