package chart
import ("testing";"fmt";"math")
func TestZZ(t *testing.T){
 for _, ascii := range []bool{false,true}{
 b:=&Buffer{ASCII:ascii}; b.Resize(70,24)
 Box(b, Rect{0,0,70,24}, "readout", "neuron 17 (QIF) · nRMSE 0.18 ± 0.02", true)
 var p Plot
 r:=Rect{1,1,68,12}
 fmt.Println(p.Begin(b,r,Axis{0,1,true},Axis{-1.5,1.5,true}))
 p.Pen(Pen{Role:Wanted,Dash:3,ASCII:'.'})
 for i:=0;i<=500;i++{ x:=float64(i)/500; p.LineTo(x,math.Sin(9*x)) }
 p.Pen(Pen{Role:Readout,ASCII:'*'})
 for i:=0;i<=500;i++{ x:=float64(i)/500; p.LineTo(x,2*math.Sin(9*x+.4)) }
 p.Mark(.5,0,'◆',Outlier)
 p.End()
 b.Spark(Rect{1,13,40,2}, []float64{1,2,3,4,5,6,7,8,4,2}, 0,8,LIF)
 b.SignedBar(Rect{1,15,40,1}, 10, .1, 1.234, LIF)
 b.SignedBar(Rect{1,16,40,1}, 10, .1, -.55, LIF)
 var bars Bars
 bars.Draw(b, Rect{1,17,40,3}, []float64{.5,.77,1.2}, Theory)
 b.Wrap(Rect{1,20,30,3}, "the spectrum comes after the first analysis ± τ_m", Dim)
 fmt.Println(b.Dump())
 }
}
var _ = fmt.Sprint
