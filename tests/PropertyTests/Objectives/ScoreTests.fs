[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Scores``

open Xunit
open FsCheck.Xunit
open FuncNet

let private vector (x: float list) = Tensor.vector x
let private labels (x: int list) = Tensor.vector x

[<Fact>]
let ``have their values by hand`` () =
    // The example of scikit-learn's roc_auc_score: 3 of 4 pairs.
    Assert.Equal(0.75, Score.rocAuc (vector [ 0.1; 0.4; 0.35; 0.8 ]) (labels [ 0; 0; 1; 1 ]))
    Assert.Equal(0.5, Score.rocAuc (vector [ 1.0; 1.0; 1.0 ]) (labels [ 0; 1; 1 ]))
    Assert.Equal(1.0, Score.rocAuc (Tensor.reshape [ 2; 1 ] (vector [ -5.0; 5.0 ])) (labels [ 0; 1 ]))
    // The examples of scikit-learn's r2_score.
    Close.numbers
        1e-15
        (1.0 - 1.5 / 29.1875)
        (Score.r2 (vector [ 2.5; 0.0; 2.0; 8.0 ]) (vector [ 3.0; -0.5; 2.0; 7.0 ]))

    Close.numbers 1e-15 3.0 (Score.perplexity (Tensor.zeros [ 2; 3 ] |> Tensor.cast DType.Float64) (labels [ 0; 2 ]))
    let p = Tensor.matrix [ [ 0.5; 0.5 ]; [ 0.0; 1.0 ] ]
    Close.values 1e-6 [ log 2.0; -log 1e-15 ] (Metric.evaluate Metric.logLoss p (labels [ 0; 0 ]))

[<Property>]
let ``ROC-AUC is the share of pairs in order, whatever rises with the scores`` (seed: Seed) =
    let scores = round (2.0 * Draws.tensor seed.Rng [ 12 ])
    let t = Tensor.concatenate 0 [ Draws.places seed.Rng 2 [ 10 ]; labels [ 0; 1 ] ]
    let s, truth = scores.ToArray<float>(), t.ToArray<int>()

    let pairs = [
        for i in 0..11 do
            for j in 0..11 do
                if truth[i] = 1 && truth[j] = 0 then
                    if s[i] > s[j] then 1.0
                    elif s[i] = s[j] then 0.5
                    else 0.0
    ]

    Close.numbers 1e-13 (List.average pairs) (Score.rocAuc scores t)
    Close.numbers 1e-13 (Score.rocAuc scores t) (Score.rocAuc (exp scores) t)
    Close.numbers 1e-13 (1.0 - Score.rocAuc scores t) (Score.rocAuc -scores t)

[<Property>]
let ``R² is 1 for the target and 0 for its mean`` (seed: Seed) =
    let t = Draws.distinct seed.Rng [ 5; 2 ]
    Assert.Equal(1.0, Score.r2 t t)
    Close.numbers 1e-12 0.0 (Score.r2 (Tensor.broadcastTo [ 5; 2 ] (Tensor.meanOver [ 0 ] t)) t)

[<Fact>]
let ``say what they cannot score`` () =
    Thrown.by<DataException, _> [ "both classes"; "2"; "0" ] (fun () ->
        Score.rocAuc (vector [ 0.1; 0.2 ]) (labels [ 1; 1 ]))

    Thrown.by<DataException, _> [ "0 or 1"; "2" ] (fun () -> Score.rocAuc (vector [ 0.1; 0.2 ]) (labels [ 1; 2 ]))
    Thrown.by<DataException, _> [ "NaN" ] (fun () -> Score.rocAuc (vector [ nan; 0.2 ]) (labels [ 1; 0 ]))
    Thrown.by<ShapeException, _> [ "r2"; "[2]"; "[1]" ] (fun () -> Score.r2 (vector [ 1.0; 2.0 ]) (vector [ 1.0 ]))

[<Fact>]
let ``of a confusion matrix are its shares`` () =
    // Rows are true classes: 2 0 0, 0 0 1, 0 2 0 (the example of scikit-learn's f1_score, and an empty class).
    let matrix =
        ConfusionMatrix.Of(labels [ 0; 2; 1; 0; 0; 1 ], labels [ 0; 1; 2; 0; 1; 2 ], [ "a"; "b"; "c"; "none" ])

    Close.numbers 1e-15 (2.0 / 3.0) (matrix.Precision 0)
    Assert.Equal(1.0, matrix.Recall 0)
    Close.numbers 1e-15 0.8 (matrix.F1 0)
    Close.numbers 1e-15 (2.0 / 3.0) (matrix.IoU 0)

    for figure in [ matrix.Precision; matrix.Recall; matrix.F1; matrix.IoU ] do
        Assert.Equal(0.0, figure 1)
        Assert.Equal(0.0, figure 3)

    Close.numbers 1e-15 (2.0 / 12.0) matrix.MacroPrecision
    Close.numbers 1e-15 (1.0 / 4.0) matrix.MacroRecall
    Close.numbers 1e-15 0.2 matrix.MacroF1
    Close.numbers 1e-15 (2.0 / 12.0) matrix.MeanIoU
    Close.numbers 1e-15 (2.0 / 6.0) matrix.MicroF1
    Thrown.by<ConfigurationException, _> [ "4"; "0 … 3" ] (fun () -> matrix.Recall 4)

[<Property>]
let ``F1 is the harmonic mean of precision and recall, and IoU is F1 / (2 − F1)`` (seed: Seed) =
    let p, t = Draws.places seed.Rng 3 [ 30 ], Draws.places seed.Rng 3 [ 30 ]
    let matrix = ConfusionMatrix.Of(p, t, [ "a"; "b"; "c" ])

    for c in 0..2 do
        let precision, recall, f1 = matrix.Precision c, matrix.Recall c, matrix.F1 c

        if precision + recall > 0.0 then
            Close.numbers 1e-13 (2.0 * precision * recall / (precision + recall)) f1

        Close.numbers 1e-13 (f1 / (2.0 - f1)) (matrix.IoU c)
